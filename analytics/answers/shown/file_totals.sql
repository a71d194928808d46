-- one row per file and control total: counted on the file, and what became of it; difference is 0 where nothing is lost
-- below them, with a reference, one row per check that a remittance fails
select f.name AS file, t.measure, t.reference, t.in_file, t.loaded, t.rejected, t.duplicate, t.difference
from control_total AS t
join input_file AS f on f.file_id = t.file_id
order by (t.difference <> 0) desc, t.file_id, t.reference nulls first, t.measure
