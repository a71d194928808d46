-- one row per row of x12_envelope, with the interchange (ISA) and the group (GS) it stands in
-- isa_row, gs_row, st_row: row_no of the segments that opened its loops; null = never opened.
with interchange as (
    select
        *,
        last_value(case when id = 'ISA' then row_no end ignore nulls)
            over (partition by file_id order by row_no) as isa_row
    from x12_envelope
),
functional_group as (
    select
        *,
        last_value(case when id = 'GS' then row_no end ignore nulls)
            over (partition by file_id, isa_row order by row_no) as gs_row
    from interchange
)
select
    *,
    last_value(case when id = 'ST' then row_no end ignore nulls)
        over (partition by file_id, isa_row, gs_row order by row_no) as st_row
from functional_group
