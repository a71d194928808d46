-- one row per timed billed line, and one per documented code that was never billed (line_key null, 0 units billed)
-- key: line_key, or visit_key + cpt where it is null
-- inputs: unit_code, visit, service_line
-- step: per patient
-- rule: lines of one code in one visit keep what they billed, those with most minutes first, as far as the correct units
-- reach; what is missing goes to the first, what is too much comes off the last
with split as (
    select c.visit_key, c.cpt, s.line_key, s.minutes, s.units AS units_billed,
        c.units_correct AS units_of_code, c.units_billed AS billed_of_code, c.tie, c.remainder,
        row_number() over best_first AS place,
        sum(s.units) over best_first - s.units AS billed_before
    from unit_code AS c
    join service_line AS s on s.visit_key = c.visit_key and s.cpt = c.cpt
    where c.lines > 1
    window best_first as (partition by c.visit_key, c.cpt order by s.minutes desc nulls last, s.line_key)
),
line as (
    select visit_key, cpt, line_key, minutes, units_billed, units_correct, tie, remainder
    from unit_code
    where lines <= 1
    union all
    select visit_key, cpt, line_key, minutes, units_billed,
        cast(least(units_billed, greatest(units_of_code - billed_before, 0))
            + case when place = 1 then greatest(units_of_code - billed_of_code, 0) else 0 end AS decimal(9, 2)),
        tie, remainder
    from split
)
select l.visit_key, l.cpt, l.line_key, l.minutes, l.units_billed,
    case when v.verdict <> 'undetermined' then l.units_correct end AS units_correct,
    cast(case when v.verdict <> 'undetermined' then l.units_correct - l.units_billed end AS decimal(9, 2)) AS units_delta,
    coalesce(l.tie, l.remainder = v.tied_remainder, false) AS tie, v.verdict
from line AS l
join visit AS v on v.visit_key = l.visit_key
