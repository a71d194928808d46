-- one row per value that could not be read: rejects.csv
select f.name AS file, r.sheet, r.row_no AS row, r.column_name AS "column", r.value, r.reason, r.fix
from reject AS r
join input_file AS f on f.file_id = r.file_id
order by r.file_id, r.sheet, r.row_no, r.column_name, r.value, r.reason
