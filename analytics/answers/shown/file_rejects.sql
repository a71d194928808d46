-- one row per value that could not be read: where it stands, what is wrong, how to mend it
select f.name AS file, r.sheet, r.row_no, r.column_name, r.value, r.reason, r.fix
from reject AS r
join input_file AS f on f.file_id = r.file_id
order by r.file_id, r.sheet, r.row_no, r.column_name
