-- one row per loaded answer of the files; x12_duplicate judges is_duplicate once all are there
select
    (file_id::bigint << 32) + answer_row as row_key, file_id, null::varchar as sheet, answer_row as row_no,
    false as is_duplicate,
    claim_id, reference, outcome, category_code, status_code, entity_code, status_date, charge,
    payer_name, payer_id, patient_last, patient_first, member_id, dos, nullif(trim(message), '') as message
from x12_named
where fault is null
