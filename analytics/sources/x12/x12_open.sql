-- one row: what a batch leaves open, for the next one: next segment number, transaction, whether it is an 835, its claims
select
    place.row_no + segments,
    payment_row,
    is_835,
    piece.claim + case when piece.transaction = 1 then batch.open_claims else 0 end
from x12_piece as piece
join x12_place as place using (transaction, claim, piece)
cross join x12_batch as batch
order by transaction desc, claim desc, piece desc
limit 1
