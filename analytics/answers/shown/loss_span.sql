-- one row: the period of the lines chosen, how far it is mature, and what could still be recovered now
-- inputs: episode, finding, payer_lag, setting
-- mature_to: the last day at which 90 % of the lines of the chosen payers have been answered, by their own lag and mixed by
-- their lines; the practice's day where neither payer nor class is chosen. borrowed: chosen payers with too few answers for a curve of their own
with reached as (
    select days, sum(sum(weight * gained)) over (order by days) / sum(sum(weight * gained)) over () AS share
    from payer_lag
    where case when len($filter.payers) + len($filter.payer_classes) = 0 then payer is null else selected_payer(payer, $filter) end
    group by days
),
lag as (
    select min(days) AS days from reached where share >= 0.9 - 1e-9
),
period as (
    select min(dos) AS first_day, max(dos) AS last_day
    from episode
    where not is_void and selected(cut_no, dos, submit_date, answer_date, $filter)
),
recoverable as (
    select coalesce(sum(recoverable), 0) AS recoverable_now
    from finding
    where kind = 'leak' and selected(cut_no, dos, submit_date, answer_date, $filter)
),
thin as (
    select string_agg(distinct payer, ', ' order by payer) AS borrowed
    from payer_lag
    where not is_own and len($filter.payers) + len($filter.payer_classes) > 0 and selected_payer(payer, $filter)
)
select p.first_day, p.last_day, s.as_of - l.days AS mature_to, l.days AS lag_days, r.recoverable_now, t.borrowed
from period AS p
cross join recoverable AS r
cross join setting AS s
cross join lag AS l
cross join thin AS t
