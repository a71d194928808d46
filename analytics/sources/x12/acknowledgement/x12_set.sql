-- one row per transaction (ST) of the files, of any set
-- is_277ca: a claim acknowledgement names its guide (X214) in ST03 or GS08, or its purpose in BHT (0085, TH).
with header as (
    select file_id, st_row, arg_min(elements, row_no) as bht from x12_segment where id = 'BHT' group by file_id, st_row
)
select
    st.file_id, st.row_no, st.isa_row, st.gs_row, st.elements,
    x12_text(header.bht[3]) as batch_reference,
    trim(st.elements[1]) = '277' and case
        when regexp_matches(concat_ws(' ', st.elements[3], gs.elements[8]), 'X[0-9]{3}')
            then contains(concat_ws(' ', st.elements[3], gs.elements[8]), 'X214')
        else coalesce(header.bht[1] = '0085' or header.bht[6] = 'TH', false)
    end as is_277ca
from x12_segment as st
left join x12_segment as gs on gs.file_id = st.file_id and gs.row_no = st.gs_row
left join header on header.file_id = st.file_id and header.st_row = st.row_no
where st.id = 'ST'
