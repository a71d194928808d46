-- one row per service line of a remittance table, as remit_line wants it
select
    line_key, claim_key, payment_key, file_id, sheet, row_no, sequence, patient_id, code, modifiers,
    charge, paid, units, line_no as line_control, dos, dos_to, allowed, patient_resp, remarks
from temp_keyed
where is_line
