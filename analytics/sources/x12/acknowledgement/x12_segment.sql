-- one row per segment of the files, with the loops it stands in
-- Key: file_id, row_no. `elements` starts at element 01. isa_row, gs_row, st_row, hl_row: row_no of the segments that
-- opened its loops; null = never opened. Acknowledgements are small: their segments can be told apart one by one.
-- Trap: unnest(string_split(...)) straight on a big string is quadratic; a subquery makes the list a column first.
with part as (
    select unnest($file_id::integer[]) as file_id, unnest($text::varchar[]) as text
),
split as (
    select file_id, unnest(segments) as segment, generate_subscripts(segments, 1) as row_no
    from (select file_id, string_split(text, '~') as segments from part)
),
segment as (
    select
        file_id, row_no, starts_with(segment, chr(26)) as is_cut,
        split_part(ltrim(segment, chr(26)), '*', 1) as id,
        string_split(ltrim(segment, chr(26)), '*')[2:] as elements
    from split
    where segment <> ''
),
interchange as (
    select *, max(case when id = 'ISA' then row_no end) over so_far as isa_row
    from segment
    window so_far as (partition by file_id order by row_no rows unbounded preceding)
),
functional_group as (
    select *, max(case when id = 'GS' then row_no end) over so_far as gs_row
    from interchange
    window so_far as (partition by file_id, isa_row order by row_no rows unbounded preceding)
),
transaction as (
    select *, max(case when id = 'ST' then row_no end) over so_far as st_row
    from functional_group
    window so_far as (partition by file_id, isa_row, gs_row order by row_no rows unbounded preceding)
)
select *, max(case when id = 'HL' then row_no end) over so_far as hl_row
from transaction
window so_far as (partition by file_id, st_row order by row_no rows unbounded preceding)
