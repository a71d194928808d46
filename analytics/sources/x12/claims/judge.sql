-- sets the verdicts of x12_duplicate
update submitted_claim
set is_duplicate = changed.is_duplicate
from x12_duplicate as changed
where submitted_claim.claim_key = changed.claim_key
