-- one row per file and control total that a changed verdict moves: from loaded to duplicate, or back (negative)
with entry as (
    select changed.file_id, changed.is_duplicate, claim.charge as claim_charge, line.line_key, line.charge
    from x12_duplicate as changed
    join submitted_claim as claim using (claim_key)
    left join submitted_line as line using (claim_key)
),
signed as (
    -- a claim without lines is a row itself
    select
        file_id,
        case when is_duplicate then 1 else -1 end as direction,
        case when line_key is null then claim_charge else charge end as charge
    from entry
),
total as (
    select file_id, sum(direction) as rows, coalesce(sum(direction * charge), 0) as charge from signed group by file_id
)
select file_id, 'rows' as measure, rows::decimal(18, 2) as amount from total
union all by name
select file_id, 'charge' as measure, charge::decimal(18, 2) as amount from total
