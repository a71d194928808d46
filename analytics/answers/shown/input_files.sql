-- one row per input file, in the order they came, with what became of its rows
select file_id, name, kind, status, rows, loaded, rejected, duplicate, reason, bytes
from input_file
order by case status when 'refused' then 0 when 'skipped' then 2 else 1 end, file_id
