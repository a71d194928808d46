-- one row per claim acknowledgement (ST 277) of the files
-- Key: file_id, row_no (its ST).
select
    file_id, row_no,
    x12_text(elements[2]) as transaction_control,
    concat_ws(' ', 'ST', x12_text(elements[2]), 'batch ' || batch_reference) as reference,
    'HN' as group_kind
from x12_set
where is_277ca
