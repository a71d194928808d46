-- no row: an acknowledgement has no amounts that must balance, only envelopes
select 0 as file_id, '' as measure, '' as reference, 0 as difference, 0 as row_no
from x12_file
where false
