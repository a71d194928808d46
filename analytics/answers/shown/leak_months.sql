-- one row per month of service: earned dollars, leaked dollars and their share; is_mature = false where part of the month is
-- younger than the day by which 90 % of lines have been answered
with earned as (
    select cast(date_trunc('month', dos) AS date) AS month, sum(earned) AS earned
    from ledger_line
    where selected(payer, provider, location, cpt, dos, $filter)
    group by 1
),
leaked as (
    select cast(date_trunc('month', dos) AS date) AS month, sum(amount) AS leaked, count(*) AS cases
    from finding
    where kind = 'leak' and selected(payer, provider, location, cpt, dos, $filter)
    group by 1
)
select e.month, e.earned, coalesce(l.leaked, 0) AS leaked, coalesce(l.cases, 0) AS cases,
    coalesce(l.leaked, 0) / nullif(e.earned, 0) AS share,
    coalesce(e.month + interval 1 month - interval 1 day <= (select mature_to from mature_to), false) AS is_mature
from earned AS e
left join leaked AS l on l.month = e.month
order by e.month
