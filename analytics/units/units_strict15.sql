-- one row per visit and timed code of a payer that pays full 15 minutes only
-- key: visit_key, cpt
-- inputs: visit_code, payer_version
-- step: per patient
-- source: contracts that define a unit as 15 full minutes; no payer is known to publish it
-- rule: units = floor(minutes / 15) for every code alone
select c.visit_key, c.cpt, c.line_key, c.lines, c.units_billed, c.rule_key, c.minutes, c.total_minutes,
    v.unit_rule AS rule,
    cast(floor(c.minutes / 15) AS smallint) AS units_correct
from visit_code AS c
join payer_version AS v on v.rule_key = c.rule_key
where v.unit_rule = 'strict15'
