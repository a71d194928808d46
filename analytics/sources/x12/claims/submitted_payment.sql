-- one row per earlier adjudication of the loaded lines of a batch
select line_key, claim_key, file_id, row_no, sequence, payer_id, paid, code, modifiers, units, paid_date
from x12_prior_payment
