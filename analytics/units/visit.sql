-- one row per visit with timed codes, and its verdict
-- key: visit_key
-- inputs: unit_code
-- step: per patient
-- rule: under / over by the visit's total; mixed = right total on the wrong codes; undetermined = no minutes, never guessed
with moved as (
    select visit_key, cast(units_correct - units_billed AS double) AS delta, tied_remainder from unit_code
),
summed as (
    select visit_key, sum(delta) AS delta, max(abs(delta)) AS most, count(*) > count(delta) AS is_open,
        max(tied_remainder) AS tied_remainder
    from moved
    group by visit_key
)
select visit_key, tied_remainder,
    case when is_open then 'undetermined' when delta > 0 then 'under' when delta < 0 then 'over' when most > 0 then 'mixed'
        else 'ok' end AS verdict
from summed
