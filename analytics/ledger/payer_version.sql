-- one row per version of a payer's rules
-- key: rule_key
-- inputs: payer_rule
-- step: merge (numbers the versions of all payers)
select cast(row_number() over (order by payer, effective_from) AS integer) AS rule_key, *
from payer_rule
