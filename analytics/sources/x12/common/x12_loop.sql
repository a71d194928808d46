-- one row per row of x12_envelope, with the interchange (ISA), the group (GS) and the transaction (ST) it stands in
-- isa_row, gs_row, st_row: row_no of the segments that opened its loops; null = never opened. The last one
-- so far is the highest, which is far cheaper than last_value ignoring nulls.
with interchange as (
    select *, max(case when id = 'ISA' then row_no end) over so_far as isa_row
    from x12_envelope
    window so_far as (partition by file_id order by row_no rows unbounded preceding)
),
functional_group as (
    select *, max(case when id = 'GS' then row_no end) over so_far as gs_row
    from interchange
    window so_far as (partition by file_id, isa_row order by row_no rows unbounded preceding)
)
select *, max(case when id = 'ST' then row_no end) over so_far as st_row
from functional_group
window so_far as (partition by file_id, isa_row, gs_row order by row_no rows unbounded preceding)
