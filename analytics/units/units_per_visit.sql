-- one row per visit and timed code of a payer that pays one rate per visit
-- key: visit_key, cpt
-- inputs: visit_code, payer_version
-- step: per patient
-- rule: units do not move the payment, so what was billed stands and is worth nothing more or less
select c.visit_key, c.cpt, c.line_key, c.lines, c.units_billed, c.rule_key, c.minutes, c.total_minutes,
    v.unit_rule AS rule,
    c.units_billed AS units_correct
from visit_code AS c
join payer_version AS v on v.rule_key = c.rule_key
where v.unit_rule = 'per_visit'
