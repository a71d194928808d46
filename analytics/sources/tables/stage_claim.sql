-- one row per payment and claim id (patient and date of service where there is none); a reversal is a claim of its own
select
    claim_key, payment_key, file_id, min(row_no) as row_no,
    row_number() over (partition by payment_key order by claim_key)::integer as sequence,
    min(claim_id) as claim_id, min(status) as status,
    sum(charge) as charge, sum(paid) as paid, sum(patient_resp) as patient_resp,
    min(payer_claim_id) as payer_claim_id,
    min(patient_last) as patient_last, min(patient_first) as patient_first,
    min(member_id) as patient_member_id, min(patient_id) as patient_record_id,
    min(dos) as statement_from, max(coalesce(dos_to, dos)) as statement_to,
    coalesce(flatten(list(remarks order by ordinal) filter (not is_line)), []) as remarks
from temp_keyed
group by claim_key, payment_key, file_id
