-- one row per visit and timed code of a payer that counts each code alone past its midpoint
-- key: visit_key, cpt
-- inputs: visit_code, payer_version
-- step: per patient
-- source: CPT time rule: a unit of time is attained when the midpoint is passed; minutes are never pooled across codes
-- rule: units = floor((minutes + 7) / 15) for every code: 0-7 = 0, 8-22 = 1, 23-37 = 2 ...
-- A payer nobody has a rule for is counted this way too, as "unknown"
select c.visit_key, c.cpt, c.line_key, c.lines, c.units_billed, c.rule_key, c.minutes, c.total_minutes,
    case when v.rule_key is null or v.payer = 'Unknown payer' then 'unknown' else v.unit_rule end AS rule,
    cast(floor((c.minutes + 7) / 15) AS smallint) AS units_correct
from visit_code AS c
left join payer_version AS v on v.rule_key = c.rule_key
where v.rule_key is null or v.unit_rule in ('ama', 'review') or list_contains(v.assumed, 'unit_rule')
