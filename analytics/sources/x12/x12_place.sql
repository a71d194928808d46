-- one row per row of x12_piece: where in the file it, its claim and its transaction start
-- row_no is the ordinal of the piece's first segment. Two traps: a window that carries the texts copies every one of
-- them, hence a table of its own; and a window without an order is cheap but takes rows as a join hands them on, which
-- is not the order of the file. is_claim and is_line stand here, so that a join filters and builds on this side, not on
-- the texts.
with placed as (
    select
        file_id, transaction, claim, piece, is_835, segments,
        batch.first_row
        + (
            sum(segments) over (
                partition by file_id order by transaction, claim, piece rows unbounded preceding
            ) - segments
        )::bigint as row_no
    from x12_piece
    join x12_batch as batch using (file_id)
),
header as (
    select
        placed.file_id, placed.transaction,
        case when placed.transaction = 1 then batch.open_row else placed.row_no end as payment_row
    from placed
    join x12_batch as batch using (file_id)
    where claim = 0 and piece = 0
)
select
    placed.file_id, placed.transaction, placed.claim, placed.piece, header.payment_row,
    placed.row_no, placed.row_no + segments as next_row,
    is_835 and claim > 0 and piece = 0 as is_claim,
    is_835 and piece > 0 as is_line
from placed
join header on header.file_id = placed.file_id and header.transaction = placed.transaction
