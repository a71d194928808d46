-- one row per rate as it was understood
select row_no as "row", payer, cpt, modifier, effective, rate, basis
from fee_row
where file_id = $file_id
order by row_key
