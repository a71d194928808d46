-- one row per file and control total that a changed verdict moves: from loaded to duplicate, or back (negative)
with total as (
    select
        file_id,
        sum(case when is_duplicate then 1 else -1 end) as rows,
        coalesce(sum(case when is_duplicate then charge else -charge end), 0) as charge
    from x12_duplicate
    group by file_id
)
select file_id, 'rows' as measure, rows::decimal(18, 2) as amount from total
union all by name
select file_id, 'charge' as measure, charge::decimal(18, 2) as amount from total
