-- one row per loaded CLM of a batch; x12_duplicate judges is_duplicate once all are there
select
    claim.claim_key, claim.file_id, claim.row_no, false as is_duplicate,
    sent.interchange_control, sent.group_control, sent.transaction_control, sent.batch_reference, sent.submit_date,
    claim.sequence, claim.claim_id, claim.charge, claim.pos, claim.frequency,
    claim.original_reference, claim.auth_number, claim.referral_number,
    party.payer_sequence, party.filing_code, party.payer_name, party.payer_id,
    party.billing_name, party.billing_npi, party.billing_tin,
    party.subscriber_member_id, party.subscriber_last, party.subscriber_first,
    party.patient_last, party.patient_first, party.dob,
    claim.rendering_name, claim.rendering_npi, claim.supervising_name, claim.supervising_npi,
    claim.referring_name, claim.referring_npi,
    claim.dx, claim.patient_paid, claim.onset_date, claim.note_text
from x12_claim as claim
join x12_loaded using (claim_key)
left join x12_transaction as sent on sent.file_id = claim.file_id and sent.row_no = claim.st_row
left join x12_party as party
    on party.file_id = claim.file_id and party.transaction = claim.transaction and party.level = claim.level
