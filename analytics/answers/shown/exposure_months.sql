-- one row per kind of exposure and month of service: findings and their dollars
-- key: category, month
-- inputs: finding
-- the latest 18 months; category_amount, category_cases order the kinds
with month_row as (
    select category, cast(date_trunc('month', dos) AS date) AS month, count(*) AS cases, coalesce(sum(amount), 0) AS amount
    from finding
    where kind = 'exposure' and selected(cut_no, dos, submit_date, answer_date, $filter)
    group by 1, 2
    qualify dense_rank() over (order by month desc) <= 18
)
select *, sum(amount) over kind AS category_amount, sum(cases) over kind AS category_cases
from month_row
window kind as (partition by category)
order by category_amount desc, category_cases desc, category, month
