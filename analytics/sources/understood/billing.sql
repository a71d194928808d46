-- one row per billed line as it was understood
select row_no as "row", patient_id, patient_name, claim_id, line_no, dos, cpt, modifiers, units, minutes, charge, patient_paid, written_off,
    payer_name, payer_id, payer_class, rendering_provider, provider_credential, discipline, submit_date, location, practice
from billing_row
where file_id = $file_id
order by row_key
