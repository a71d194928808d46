-- one row per answer to a claim as it was understood
select row_no as "row", claim_id, reference, outcome, category_code, status_code, status_date, charge, payer_name, dos, message
from claim_acknowledgement
where file_id = $file_id
order by row_key
