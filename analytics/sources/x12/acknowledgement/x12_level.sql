-- one row per HL loop of the acknowledgements, with the loops it stands in by the order of the file
with loop as (
    select file_id, st_row, row_no as hl_row, level from x12_detail where id = 'HL'
),
sender as (
    select
        *,
        max(case when level = '20' then hl_row end) over so_far as source_row,
        max(case when level = '21' then hl_row end) over so_far as sender_row
    from loop
    window so_far as (partition by file_id, st_row order by hl_row rows unbounded preceding)
)
select *, max(case when level = '19' then hl_row end) over so_far as provider_row
from sender
window so_far as (partition by file_id, st_row, sender_row order by hl_row rows unbounded preceding)
