-- one row: the last date of service at which 90 % of billed lines have been adjudicated, by their payers' own lag
-- inputs: episode, setting
-- step: merge
-- rule: every payer's lag (date of service to first adjudication) counts with the payer's share of the billed lines; a line
-- never answered says nothing about the lag. Null where nothing has been adjudicated.
with lag as (
    select payer_no, date_diff('day', dos, first_date) AS days
    from episode
    where first_date is not null and not is_void
),
share as (
    select e.payer_no, count(*) / count(e.first_date) AS weight
    from episode AS e
    where not e.is_void
    group by e.payer_no
    having count(e.first_date) > 0
),
reached as (
    select l.days, sum(sum(s.weight)) over (order by l.days) / sum(sum(s.weight)) over () AS adjudicated
    from lag AS l
    join share AS s on s.payer_no = l.payer_no
    group by l.days
)
select s.as_of - cast(min(r.days) AS integer) AS mature_to, cast(min(r.days) AS integer) AS lag_days
from reached AS r
cross join setting AS s
where r.adjudicated >= 0.9 - 1e-9
group by s.as_of
