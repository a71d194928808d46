-- one row per payer rules and day on which the payer's contract is capitated
-- key: rule_payer_no, dos
-- inputs: payer_day
-- step: merge
-- rule: a small table of its own, so that a change of any other rule leaves the ledger as it stands
select rule_payer_no, dos
from payer_day
where capitated
