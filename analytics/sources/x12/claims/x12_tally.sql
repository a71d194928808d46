-- one row per file and batch: sums of the raw segments, of those rejected, and of loaded claims without lines
-- A row is a service line, or a claim without lines.
with entry as (
    select file_id, fault is not null as is_rejected, false as is_bare, charge from x12_line
    union all by name
    select file_id, fault is not null as is_rejected, true as is_bare, charge from x12_claim where lines = 0
)
select
    file_id,
    count(*) as rows,
    sum(charge) as charge,
    count(*) filter (is_rejected) as rows_rejected,
    sum(charge) filter (is_rejected) as charge_rejected
from entry
group by file_id
