-- one row per value of the files that could not be read, in the order of each file
-- A file of several kinds passes several readers: what one of them said already is not said again.
with bad as (
    select file_id, row_no, 'ST01' as column_name, elements[1] as value, 'other' as fault
    from x12_set
    -- remittances and claims have readers of their own
    where not is_277ca and trim(elements[1]) not in ('835', '837')
    union all by name
    select file_id, row_no, id as column_name, null as value, 'cut' as fault from x12_segment where is_cut
    union all by name
    select file_id, answer_row as row_no, 'STC' as column_name, null as value, fault
    from x12_named where fault = 'status'
    union all by name
    -- a status that stands in no loop
    select segment.file_id, segment.row_no, 'STC' as column_name, segment.elements[1] as value, 'loop' as fault
    from x12_segment as segment
    left join x12_set on x12_set.file_id = segment.file_id and x12_set.row_no = segment.st_row
    where segment.id = 'STC' and segment.hl_row is null and not segment.is_cut
        and coalesce(x12_set.is_277ca, true)
    union all by name
    select
        file_id, row_no, format('STC{:02d}', place) as column_name, composite as value, 'category' as fault
    from x12_status where not is_known
    union all by name
    select file_id, answer_row as row_no, 'TRN02' as column_name, null as value, 'claim' as fault
    from x12_named where is_of_claim and claim_id is null and fault is null
    union all by name
    select file_id, status_row as row_no, 'STC02' as column_name, date_text as value, 'date' as fault
    from x12_named where date_text <> '' and status_date is null
    union all by name
    select file_id, status_row as row_no, 'STC04' as column_name, charge_text as value, 'amount' as fault
    from x12_named where charge_text <> '' and charge is null
    union all by name
    select file_id, dos_row as row_no, 'DTP03' as column_name, dos_text as value, 'date' as fault
    from x12_named where dos_text <> '' and dos is null
)
select bad.file_id, bad.row_no, bad.column_name, x12_text(bad.value) as value, fault.reason, fault.fix
from bad
join x12_fault as fault using (fault)
where not exists (
    from reject as told
    where told.file_id = bad.file_id and told.row_no = bad.row_no and told.column_name = bad.column_name
)
order by bad.file_id, bad.row_no, bad.column_name
