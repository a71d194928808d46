-- one row per other payer of the loaded claims of a batch
select
    claim_key, file_id, row_no, sequence, payer_sequence, filing_code, payer_name, payer_id, payer_claim_id,
    paid, patient_resp, paid_date
from x12_payer
join x12_loaded using (claim_key)
