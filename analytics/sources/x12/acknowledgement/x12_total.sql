-- one row per file and control total: what the raw segments hold, and what of it is in the table
-- loaded is read back from the table: an answer or a dollar lost on the way is a difference.
with raw as (
    select
        file_id, count(*) as rows, sum(charge) as charge,
        count(*) filter (fault is not null) as rows_rejected,
        sum(charge) filter (fault is not null) as charge_rejected
    from x12_named
    group by file_id
),
loaded as (
    select file_id, count(*) as rows, sum(charge) as charge
    from claim_acknowledgement
    where file_id in (select file_id from x12_file)
    group by file_id
)
select
    x12_file.file_id, measure.position, measure.measure,
    coalesce(case measure.measure when 'rows' then raw.rows else raw.charge end, 0)::decimal(18, 2) as in_file,
    coalesce(case measure.measure when 'rows' then loaded.rows else loaded.charge end, 0)::decimal(18, 2) as loaded,
    coalesce(case measure.measure when 'rows' then raw.rows_rejected else raw.charge_rejected end, 0)::decimal(18, 2)
        as rejected
from x12_file
cross join (values (1, 'rows'), (2, 'charge')) as measure(position, measure)
left join raw on raw.file_id = x12_file.file_id
left join loaded on loaded.file_id = x12_file.file_id
