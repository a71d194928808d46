-- one row per row of x12_piece: where in the file it and its transaction start, and what stands around it
-- row_no is the ordinal of the piece's first segment, sequence the place of its claim in the transaction. LX
-- numbers the line behind it, so it is the last segment of the piece before (line_no). Without the texts, which a
-- window would copy.
with piece as (
    select
        file_id, transaction, level, claim, piece, is_837p, segments,
        -- LX holds at most 6 digits
        case when is_837p then x12_behind(right(text, 10), '~LX*') end as last_lx
    from x12_piece
),
placed as (
    select
        piece.*, batch.open_row, batch.open_claims,
        batch.first_row + (sum(segments) over so_far - segments)::bigint as row_no,
        lag(last_lx) over so_far as lx_before
    from piece
    join x12_batch as batch using (file_id)
    window so_far as (partition by file_id order by transaction, level, claim, piece rows unbounded preceding)
),
header as (
    select file_id, transaction, case when transaction = 1 then open_row else row_no end as st_row
    from placed
    where level = 0 and claim = 0 and piece = 0
),
numbered as (
    select
        file_id, transaction, level, claim,
        row_number() over (partition by file_id, transaction order by level, claim)
        + case when transaction = 1 then open_claims else 0 end as sequence
    from placed
    where claim > 0 and piece = 0
)
select
    placed.file_id, placed.transaction, placed.level, placed.claim, placed.piece,
    header.st_row,
    row_no, row_no + segments as next_row,
    numbered.sequence::integer as sequence,
    case when not contains(lx_before, '~') then x12_text(lx_before) end as line_no,
    is_837p and placed.claim > 0 and placed.piece = 0 as is_claim,
    is_837p and placed.piece > 0 as is_line
from placed
join header on header.file_id = placed.file_id and header.transaction = placed.transaction
left join numbered
    on numbered.file_id = placed.file_id and numbered.transaction = placed.transaction
    and numbered.level = placed.level and numbered.claim = placed.claim and placed.piece = 0
