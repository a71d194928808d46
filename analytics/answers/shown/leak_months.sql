-- one row per month of service: earned dollars, leaked dollars and their share; is_mature = false where part of the month is
-- younger than the day by which 90 % of the lines of the chosen payers have been answered (as in shown/loss_span.sql)
-- inputs: ledger_line, finding, payer_lag, setting
with reached as (
    select days, sum(sum(weight * gained)) over (order by days) / sum(sum(weight * gained)) over () AS share
    from payer_lag
    where case when len($filter.payers) + len($filter.payer_classes) = 0 then payer is null else selected_payer(payer, $filter) end
    group by days
),
mature as (
    select max(s.as_of - r.days) AS mature_to
    from reached AS r
    cross join setting AS s
    where r.share >= 0.9 - 1e-9
),
earned as (
    select cast(date_trunc('month', dos) AS date) AS month, sum(earned) AS earned
    from ledger_line
    where selected(cut_no, dos, submit_date, answer_date, $filter)
    group by 1
),
leaked as (
    select cast(date_trunc('month', dos) AS date) AS month, sum(amount) AS leaked, count(*) AS cases
    from finding
    where kind = 'leak' and selected(cut_no, dos, submit_date, answer_date, $filter)
    group by 1
)
select e.month, e.earned, coalesce(l.leaked, 0) AS leaked, coalesce(l.cases, 0) AS cases,
    coalesce(l.leaked, 0) / nullif(e.earned, 0) AS share,
    coalesce(e.month + interval 1 month - interval 1 day <= m.mature_to, false) AS is_mature
from earned AS e
left join leaked AS l on l.month = e.month
cross join mature AS m
order by e.month
