-- one row per file and control total, then one per failed check: reconciliation.csv
select f.name AS file, c.measure, c.reference, c.in_file, c.loaded, c.rejected, c.duplicate, c.difference
from control_total AS c
join input_file AS f on f.file_id = c.file_id
order by c.loaded is null, c.file_id, c.measure, c.reference
