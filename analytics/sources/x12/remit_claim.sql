-- one row per loaded CLP of a batch
select
    claim_key, payment_key, file_id, row_no, sequence, claim_id, status, charge, paid, patient_resp,
    filing_code, payer_claim_id, facility_code, frequency,
    patient_last, patient_first, patient_member_id, patient_record_id, subscriber_member_id,
    rendering_name, rendering_npi, original_reference,
    statement_from, statement_to, received_date, remarks
from x12_claim
where fault is null
