-- one row per accepted row of a report of claims accepted and rejected, as claim_acknowledgement wants it
select
    ordinal, sheet, row_no, claim_id, reference,
    claim_outcome(claim_status, category_code) as outcome,
    coalesce(regexp_extract(upper(category_code), '^([A-Z][0-9])\b', 1), upper(category_code)) as category_code,
    status_code, entity_code, status_date, charge, payer_name, payer_id,
    coalesce(patient_last, case when patient_name like '%,%' then trim(split_part(patient_name, ',', 1)) else patient_name end)
        as patient_last,
    coalesce(patient_first, nullif(trim(split_part(patient_name, ',', 2)), '')) as patient_first,
    member_id, dos,
    coalesce(message, case when not regexp_full_match(claim_status, '[A-Za-z ]{1,12}') then claim_status end) as message
from temp_value
where ordinal not in (select ordinal from temp_fault where fatal)
