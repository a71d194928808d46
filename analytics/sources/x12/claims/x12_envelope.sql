-- one row per segment of a batch that belongs to an envelope: ISA GS ST BHT SE GE IEA
-- Key: file_id, row_no. `elements` starts at element 01; opened_row is the ST it stands below.
-- These stand in headers and behind the last line of a transaction; a piece in between is read too when it holds one,
-- so that a lost ST hides nothing.
with outside as (
    select
        file_id, st_row as opened_row, is_837p as is_ours, row_no,
        case
            when level = 0 and claim = 0 and piece = 0 and transaction = 1 then text[2:]
            when level = 0 and claim = 0 and piece = 0 then 'ST*' || text
            else '*' || text
        end as text
    from x12_piece
    join x12_place using (file_id, transaction, level, claim, piece)
    where (level = 0 and claim = 0 and piece = 0) or is_last or contains(text, '~SE*')
),
segment as (
    select file_id, opened_row, is_ours, row_no + ordinal - 1 as row_no, segment
    from (
        select *, unnest(segments) as segment, generate_subscripts(segments, 1) as ordinal
        from (select *, string_split(text, '~') as segments from outside)
    )
),
named as (
    select *, split_part(segment, '*', 1) as id from segment
)
select file_id, row_no, opened_row, is_ours, id, string_split(segment[strlen(id) + 2:], '*') as elements
from named
where id in ('ISA', 'GS', 'ST', 'BHT', 'SE', 'GE', 'IEA')
