-- moves what changed verdicts (x12_moved) change in the totals and counts of the files
update control_total
set loaded = loaded - moved.amount, duplicate = duplicate + moved.amount
from x12_moved as moved
where control_total.file_id = moved.file_id and control_total.measure = moved.measure
    and control_total.reference is null;

update input_file
set loaded = loaded - moved.amount::bigint, duplicate = duplicate + moved.amount::bigint
from x12_moved as moved
where input_file.file_id = moved.file_id and moved.measure = 'rows'
