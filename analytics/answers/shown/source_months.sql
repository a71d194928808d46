-- one row per kind of source and month: rows it has for services of that month (remittances: by date of service)
with row_of as (
    select 'Billing lines' AS source, dos from billing_row where not is_duplicate
    union all
    select 'Minutes', dos from minutes_row where not is_duplicate
    union all
    select 'Claims (837P)', dos from submitted_bill
    union all
    select 'Remittance lines', dos from remitted_line where is_standing
)
select source, cast(date_trunc('month', dos) AS date) AS month, count(*) AS rows
from row_of
where dos is not null
group by 1, 2
order by 1, 2
