-- one row per payer rules and day on which the payer pays by the head or by the visit
-- key: rule_payer_no, dos
-- inputs: payer_day
-- step: merge
-- rule: a small table of its own, so that a change of any other rule leaves the ledger as it stands
select rule_payer_no, dos, capitated AS by_head, unit_rule = 'per_visit' AS by_visit
from payer_day
where capitated or unit_rule = 'per_visit'
