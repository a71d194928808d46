-- one row per visit with timed codes, and its verdict
-- key: visit_key
-- inputs: unit_code
-- step: per patient
-- rule: under / over by the visit's total; mixed = right total on the wrong codes; undetermined = no minutes, never guessed
select visit_key,
    any_value(rule) AS rule,
    any_value(rule_key) AS rule_key,
    cast(sum(units_billed) AS decimal(9, 2)) AS units_billed,
    cast(case when count(units_correct) = count(*) then sum(units_correct) end AS integer) AS units_correct,
    coalesce(max(total_minutes), case when count(minutes) = count(*) then sum(minutes) end) AS timed_minutes,
    max(tied_remainder) AS tied_remainder,
    case
        when count(units_correct) < count(*) then 'undetermined'
        when sum(units_billed) < sum(units_correct) then 'under'
        when sum(units_billed) > sum(units_correct) then 'over'
        when bool_or(units_billed <> units_correct) then 'mixed'
        else 'ok' end AS verdict
from unit_code
group by visit_key
