-- one row: what a batch leaves open, for the next one: next segment number, transaction, whether it is an 835, its claims
select row_no + segments, payment_row, is_835, sequence
from x12_piece
order by row_no desc, transaction desc
limit 1
