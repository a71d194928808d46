-- sets what became of the rows of each file, read off its control totals
update input_file
set rows = total.in_file::bigint, loaded = total.loaded::bigint,
    rejected = total.rejected::bigint, duplicate = total.duplicate::bigint
from control_total as total
where total.file_id = input_file.file_id
    and input_file.file_id in (select file_id from x12_file)
    and total.measure = 'rows' and total.reference is null
