-- one row per service as last billed, and per documented code that nobody billed: its part of the price of the day
-- key: line_key, or visit_key + cpt where it is null
-- inputs: priced_line, day_unit
-- step: per patient
-- billed, correct: the expected allowed amount of the line within the day as billed, and within the day as the minutes support it.
-- value: what the line's own change is worth; over a day it adds up to the difference of the two. Where a unit that was never billed
-- takes the place of the one paid in full (or one too many held it), the other line's loss or gain is the doing of that unit.
-- Null where no price is known.
with ordered as (
    select b.line_key, b.visit_key, b.day_key, b.cpt, b.amount AS billed, c.amount AS correct, b.is_first, b.above_cap, b.cap_kind,
        case when b.is_first and not c.is_first and c.units > 0 then b.in_full else 0 end AS lost,
        case when c.is_first and not b.is_first and b.units > 0 then c.in_full else 0 end AS gained,
        c.is_first and b.units = 0 AS took_place, b.is_first and c.units = 0 AS gave_place
    from day_unit AS b
    join day_unit AS c
        on c.scenario = 'correct' and c.visit_key = b.visit_key and c.cpt = b.cpt and c.line_key is not distinct from b.line_key
    where b.scenario = 'billed'
),
settled as (
    select *,
        correct - billed + lost - gained - case when took_place then sum(lost) over day else 0 end
            + case when gave_place then sum(gained) over day else 0 end AS value
    from ordered
    window day as (partition by day_key)
)
select l.line_key, l.visit_key, l.day_key, l.payer_no, l.cpt, l.dos, l.price, l.price_later, l.price_basis, l.is_assumed,
    l.units_billed, l.units_correct, coalesce(o.is_first, false) AS is_first, coalesce(o.above_cap, 0) AS above_cap, o.cap_kind,
    cast(case when o.visit_key is null then round(l.units_billed * l.price_later, 2) else o.billed end AS decimal(12, 2)) AS billed,
    cast(case when o.visit_key is null then round(l.units_correct * l.price_later, 2) else o.correct end AS decimal(12, 2))
        AS correct,
    cast(case when o.visit_key is null then round((l.units_correct - l.units_billed) * l.price_later, 2) else o.value end
        AS decimal(12, 2)) AS value
from priced_line AS l
left join settled AS o
    on o.visit_key = l.visit_key and o.cpt = l.cpt and o.line_key is not distinct from l.line_key
