-- adds the totals of the load to those another reader left of the same file (a file may hold remittances too), and to
-- the counts of the file
update control_total
set in_file = control_total.in_file + added.in_file, loaded = control_total.loaded + added.loaded,
    rejected = control_total.rejected + added.rejected,
    difference = control_total.difference + added.in_file - added.loaded - added.rejected
from x12_total as added
where control_total.file_id = added.file_id and control_total.measure = added.measure
    and control_total.reference is null;

update input_file
set rows = input_file.rows + added.in_file::bigint, loaded = input_file.loaded + added.loaded::bigint,
    rejected = input_file.rejected + added.rejected::bigint
from x12_total as added
where input_file.file_id = added.file_id and added.measure = 'rows'
