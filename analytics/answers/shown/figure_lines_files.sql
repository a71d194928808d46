-- one row per input file that was not skipped, with what became of its rows, whatever is filtered
-- inputs: input_file
select name AS file, kind, status AS said, rows, loaded, rejected, duplicate, reason
from input_file
where status <> 'skipped'
order by rejected desc nulls last, rows desc nulls last, file_id
