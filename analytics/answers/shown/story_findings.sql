-- one row per finding on a line or its visit, the largest amount first: what is lost or exposed, why, and the rule's source
-- inputs: finding, episode_line, unit_visit, unbilled_value
-- $episode, $visit: keys as text, empty where there is none. of_visit: it speaks of the whole visit, and stands at another line of it
with own as (
    select line_key from episode_line where episode_key = try_cast($episode AS bigint)
    union all
    select try_cast($episode AS bigint)
),
visit as (
    select pinned.shown_key AS line_key from unit_visit where visit_key = try_cast($visit AS bigint)
    union all
    select first_row_key from unbilled_value where visit_key = try_cast($visit AS bigint)
)
select category, kind, amount, recoverable, deadline, rule_id, citation, explanation, line_key not in (select line_key from own where line_key is not null) AS of_visit
from finding
where line_key in (select line_key from own)
    or (line_key in (select line_key from visit) and category in ('unbilled_units', 'excess_units', 'unbilled_visit'))
order by amount desc nulls last, category
