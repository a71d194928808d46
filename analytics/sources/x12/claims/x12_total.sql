-- one row per file and control total: what the raw segments hold, and what of it is in the tables
-- loaded is read back from the tables: a row or a dollar lost on the way is a difference.
with claim as (
    select claim_key, file_id, charge from submitted_claim where file_id in (select file_id from x12_file)
),
line as (
    select claim_key, file_id, charge from submitted_line where file_id in (select file_id from x12_file)
),
entry as (
    select file_id, charge from line
    union all by name
    select file_id, charge from claim where claim_key not in (select claim_key from line)
),
entry_sum as (
    select file_id, count(*) as rows, sum(charge) as charge from entry group by file_id
),
raw as (
    select
        file_id, sum(rows) as rows, sum(charge) as charge,
        sum(rows_rejected) as rows_rejected, sum(charge_rejected) as charge_rejected
    from x12_tally
    group by file_id
)
select
    x12_file.file_id, measure.position, measure.measure,
    coalesce(case measure.measure when 'rows' then raw.rows else raw.charge end, 0)::decimal(18, 2) as in_file,
    coalesce(case measure.measure when 'rows' then entry_sum.rows else entry_sum.charge end, 0)::decimal(18, 2)
        as loaded,
    coalesce(case measure.measure when 'rows' then raw.rows_rejected else raw.charge_rejected end, 0)::decimal(18, 2)
        as rejected
from x12_file
cross join (values (1, 'rows'), (2, 'charge')) as measure(position, measure)
left join raw on raw.file_id = x12_file.file_id
left join entry_sum on entry_sum.file_id = x12_file.file_id
