-- one row per amount allowed elsewhere as it was understood
select row_no as "row", practice, patient_id, year, bucket, discipline, amount, source
from opening_balance
where file_id = $file_id
order by row_key
