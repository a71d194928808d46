-- one row: what a batch leaves open for the next one: number of the next segment, transaction (ST), whether its claims
-- are professional ones, how many it had. Only a batch of one file leaves any.
with last_place as (
    select * from x12_place order by transaction desc, level desc, claim desc, piece desc limit 1
)
select
    last_place.next_row, last_place.st_row, piece.is_837p,
    coalesce(
        (select max(sequence) from x12_place where transaction = last_place.transaction),
        case when last_place.transaction = 1 then batch.open_claims else 0 end
    )
from last_place
join x12_piece as piece using (file_id, transaction, level, claim, piece)
cross join x12_batch as batch
