-- one row per row of x12_envelope, with the interchange (ISA) and the group (GS) it stands in
-- isa_row, gs_row: row_no of the segments that opened its loops; null = never opened. The last one so far is the
-- highest, which is far cheaper than last_value ignoring nulls.
with interchange as (
    select
        *,
        max(case when id = 'ISA' then row_no end)
            over (partition by file_id order by row_no rows unbounded preceding) as isa_row
    from x12_envelope
)
select
    *,
    max(case when id = 'GS' then row_no end)
        over (partition by file_id, isa_row order by row_no rows unbounded preceding) as gs_row
from interchange
