-- one row per visit and timed code of a payer that follows Medicare's total-time ("8-minute") rule
-- key: visit_key, cpt
-- inputs: visit_code, payer_version
-- step: per patient
-- source: Medicare Claims Processing Manual, Pub 100-04, chapter 5, section 20.2.C
-- rule: T = all timed minutes of the visit; units = floor((T + 7) / 15), so 8-22 = 1, 23-37 = 2, 38-52 = 3 ...
-- Each code first gets its full 15s; the units left go to the largest remainders. A tie at the cut is the clinician's
-- choice: tied_remainder names it; here it follows what was billed, then more minutes, then the code. Any code without
-- minutes: nothing is known.
-- Payers whose rule is only assumed from their class are counted too: their findings carry the range between CMS and AMA.
with timed as (
    select c.*, v.unit_rule AS rule, cast(floor(c.minutes / 15) AS smallint) AS full_units,
        c.minutes % 15 AS remainder
    from visit_code AS c
    join payer_version AS v on v.rule_key = c.rule_key
    where v.unit_rule in ('cms', 'review') or list_contains(v.assumed, 'unit_rule')
),
ranked as (
    select *,
        count(*) over visit = count(minutes) over visit AS is_documented,
        floor((sum(minutes) over visit + 7) / 15) - sum(full_units) over visit AS units_left,
        row_number() over largest_first AS place,
        lead(remainder) over largest_first AS next_remainder
    from timed
    window
        visit as (partition by visit_key),
        largest_first as (
            partition by visit_key order by remainder desc, units_billed > full_units desc, minutes desc, cpt)
)
select visit_key, cpt, line_key, lines, units_billed, rule_key, minutes, total_minutes, rule,
    case when is_documented then cast(full_units + case when place <= units_left then 1 else 0 end AS smallint) end
        AS units_correct,
    remainder,
    case when is_documented and place = units_left and next_remainder = remainder then remainder end AS tied_remainder
from ranked
