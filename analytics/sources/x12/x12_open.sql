-- one row: what a batch leaves open for the next one: number of the next segment, transaction (ST), whether it is an
-- 835, how many claims it had. Only a batch of one file leaves any.
with last_place as (
    select * from x12_place order by transaction desc, claim desc, piece desc limit 1
)
select
    last_place.next_row,
    last_place.payment_row,
    piece.is_835,
    last_place.claim + case when last_place.transaction = 1 then batch.open_claims else 0 end
from last_place
join x12_piece as piece
    on piece.transaction = last_place.transaction and piece.claim = last_place.claim and piece.piece = last_place.piece
cross join x12_batch as batch
