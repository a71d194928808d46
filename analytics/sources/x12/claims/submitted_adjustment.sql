-- one row per CAS triplet of the loaded claims and lines of a batch; an unreadable amount is null and stands in reject
select claim_key, line_key, file_id, sequence, payer_sequence, group_code, carc, amount, quantity
from x12_adjustment
join x12_loaded using (claim_key)
