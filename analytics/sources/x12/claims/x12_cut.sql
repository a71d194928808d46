-- one row per segment of a batch that the file breaks off in, where it is no claim and no line
with cut as (
    select
        piece.file_id, place.row_no, string_split(text, '~') as segments,
        case when transaction = 1 and level = 0 and claim = 0 and piece.piece = 0 then 2 else 1 end as first
    from x12_piece as piece
    join x12_place as place using (file_id, transaction, level, claim, piece)
    where contains(text, chr(26))
),
segment as (
    select file_id, row_no, first, unnest(segments) as segment, generate_subscripts(segments, 1) as ordinal from cut
)
select file_id, row_no + ordinal - first as row_no, split_part(segment[2:], '*', 1) as column_name
from segment
where starts_with(segment, chr(26)) and ordinal > 1
