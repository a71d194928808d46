-- one row per column of a loaded table: the header, the field it was taken for, and why
select f.name AS file, m.sheet, m.position + 1 AS column_no, m.header, m.field, m.basis
from column_mapping AS m
join input_file AS f on f.file_id = m.file_id
order by m.file_id, m.sheet, m.position
