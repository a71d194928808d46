-- one row per transaction of professional claims of the files so far, with the control numbers around it
-- Key: file_id, row_no (its ST). BHT03 and BHT04 say which batch this is and when it was made.
with header as (
    select file_id, st_row, arg_min(elements, row_no) as bht, min(row_no) as bht_row
    from x12_loop
    where id = 'BHT'
    group by file_id, st_row
)
select
    st.file_id, st.row_no,
    x12_text(isa.elements[13]) as interchange_control,
    x12_text(gs.elements[6]) as group_control,
    x12_text(st.elements[2]) as transaction_control,
    x12_text(header.bht[3]) as batch_reference,
    x12_date(header.bht[4]) as submit_date,
    header.bht[4] as submit_text,
    header.bht_row,
    concat_ws(' ', 'ST', x12_text(st.elements[2]), 'batch ' || x12_text(header.bht[3])) as reference,
    'HC' as group_kind
from x12_loop as st
left join x12_loop as isa on isa.file_id = st.file_id and isa.row_no = st.isa_row
left join x12_loop as gs on gs.file_id = st.file_id and gs.row_no = st.gs_row
left join header on header.file_id = st.file_id and header.st_row = st.row_no
where st.id = 'ST' and st.is_ours
