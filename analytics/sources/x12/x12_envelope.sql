-- one row per segment of a batch that belongs to an envelope or to the provider: ISA GS ST SE GE IEA PLB
-- Key: file_id, row_no. `elements` starts at element 01. These stand in headers and behind the last claim of a
-- transaction; a piece in between is read too when it holds one, so that a lost ST hides nothing.
with outside as (
    select
        file_id, payment_row, is_835, row_no,
        case
            when claim = 0 and piece = 0 and transaction = 1 then text[2:]
            when claim = 0 and piece = 0 then 'ST*' || text
            else '*' || text
        end as text
    from x12_piece
    join x12_place using (file_id, transaction, claim, piece)
    where (claim = 0 and piece = 0) or is_last or contains(text, '~SE*') or contains(text, '~PLB*')
),
segment as (
    select file_id, payment_row, is_835, row_no + ordinal - 1 as row_no, segment
    from (
        select *, unnest(segments) as segment, generate_subscripts(segments, 1) as ordinal
        from (select *, string_split(text, '~') as segments from outside)
    )
),
named as (
    select *, split_part(segment, '*', 1) as id from segment
)
select file_id, row_no, payment_row, is_835, id, string_split(segment[strlen(id) + 2:], '*') as elements
from named
where id in ('ISA', 'GS', 'ST', 'SE', 'GE', 'IEA', 'PLB')
