-- one row per input file
select name AS file, sha256, kind, status, reason, rows, loaded, rejected, duplicate
from input_file
order by file_id
