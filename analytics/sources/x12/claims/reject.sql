-- one row per value of the files that could not be read, in the order of each file
-- A file of several kinds passes several readers: what one of them said already is not said again.
with bad as (
    select file_id, row_no, column_name, value, fault from x12_reject
    union all by name
    select file_id, bht_row as row_no, 'BHT04' as column_name, submit_text as value, 'date' as fault
    from x12_transaction where submit_text <> '' and submit_date is null
)
select bad.file_id, bad.row_no, bad.column_name, bad.value, fault.reason, fault.fix
from bad
join x12_fault as fault
    on fault.fault = case when bad.fault = 'amount' and bad.value is null then 'missing' else bad.fault end
where not exists (
    from reject as told
    where told.file_id = bad.file_id and told.row_no = bad.row_no and told.column_name = bad.column_name
        and bad.column_name not like 'CAS%'
)
order by bad.file_id, bad.row_no, bad.column_name
