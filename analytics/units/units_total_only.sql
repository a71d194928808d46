-- one row per visit and timed code where only the visit's total timed minutes are documented, under the 8-minute rule
-- key: visit_key, cpt
-- inputs: visit_code, payer_version
-- step: per patient
-- rule: the total settles how many units, not on which codes. The codes keep what was billed as far as the total reaches,
-- the most billed first; what the total supports beyond goes to the first. The choice is the clinician's: a tie.
with visit as (
    select c.*, v.unit_rule AS rule,
        count(*) over visit = count(c.minutes) over visit AS is_documented,
        cast(floor((c.total_minutes + 7) / 15) AS integer) AS units_of_visit,
        row_number() over most_billed AS place,
        sum(c.units_billed) over most_billed - c.units_billed AS billed_before,
        sum(c.units_billed) over visit AS billed_in_visit
    from visit_code AS c
    join payer_version AS v on v.rule_key = c.rule_key
    where c.total_minutes is not null and v.unit_rule = 'cms'
    window
        visit as (partition by c.visit_key),
        most_billed as (partition by c.visit_key order by c.units_billed desc, c.cpt)
)
select visit_key, cpt, line_key, lines, units_billed, rule_key, minutes, total_minutes, rule,
    cast(least(units_billed, greatest(units_of_visit - billed_before, 0))
        + case when place = 1 then greatest(units_of_visit - billed_in_visit, 0) else 0 end AS smallint) AS units_correct,
    units_of_visit <> billed_in_visit AS tie
from visit
where not is_documented
