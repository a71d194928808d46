-- one row per answer of an acknowledgement (277CA) whose is_duplicate is to change
-- Judged over all of them by their order in the files: the same answer, word for word, came before. Another status, or
-- the same on another day, is an answer of its own. Tables of answers are judged by their own reader.
with answer as (
    select
        row_key, file_id, is_duplicate, charge,
        row_number() over (
            partition by
                claim_id, reference, outcome, category_code, status_code, entity_code, status_date, charge, payer_name,
                payer_id, patient_last, patient_first, member_id, dos, message
            order by row_key
        ) > 1 as is_repeated
    from claim_acknowledgement
    where file_id in (select file_id from input_file where contains(kind, 'x12_277ca'))
)
select row_key, file_id, charge, is_repeated as is_duplicate
from answer
where is_duplicate <> is_repeated
