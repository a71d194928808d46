-- sets the verdicts of x12_duplicate
update claim_acknowledgement
set is_duplicate = changed.is_duplicate
from x12_duplicate as changed
where claim_acknowledgement.row_key = changed.row_key
