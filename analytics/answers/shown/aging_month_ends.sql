-- one row per month end, the last 12 up to the as-of day: what was owed then by age, and the shares older than 90 and 120 days
-- inputs: balance_span, setting
-- $basis: service | submission | responsibility, the date a balance ages from
-- is_whole: billing lines are known for more than 120 days before that day; before it a balance that old could not be here
with month_end as (
    select cast(date_trunc('month', s.as_of + 1) - k.back * interval 1 month - interval 1 day AS date) AS day
    from setting AS s
    cross join (select unnest(generate_series(0, 11)) AS back) AS k
),
chosen as (   -- spans with the same month ends in them and the same age, added up before they meet those month ends
    select date_trunc('month', first_day) AS from_month, date_trunc('month', coalesce(last_day, date '2999-12-31') + 1) AS to_month,
        ages_from($basis, dos, submit_date, responsible_since) AS ages_from, min(dos) AS first_dos,
        sum(insurance_balance) AS insurance_balance, sum(patient_balance) AS patient_balance, sum(credit) AS credit
    from balance_span
    where selected(cut_no, dos, submit_date, answer_date, $filter)
    group by 1, 2, 3
),
known as (
    select min(first_dos) AS first_dos from chosen
),
owed as (
    select m.day, date_diff('day', c.ages_from, m.day) AS age, c.insurance_balance, c.patient_balance, c.credit,
        c.insurance_balance + c.patient_balance AS balance
    from month_end AS m
    join chosen AS c on m.day >= c.from_month and m.day < c.to_month
),
summed as (
    select m.day, date_diff('day', k.first_dos, m.day) > 120 AS is_whole,
        coalesce(sum(o.balance) filter (where o.age <= 30), 0) AS to_30,
        coalesce(sum(o.balance) filter (where o.age between 31 and 60), 0) AS to_60,
        coalesce(sum(o.balance) filter (where o.age between 61 and 90), 0) AS to_90,
        coalesce(sum(o.balance) filter (where o.age between 91 and 120), 0) AS to_120,
        coalesce(sum(o.balance) filter (where o.age > 120), 0) AS over_120,
        coalesce(sum(o.insurance_balance), 0) AS insurance, coalesce(sum(o.patient_balance), 0) AS patient,
        coalesce(sum(o.credit), 0) AS credit, coalesce(sum(o.balance), 0) AS total
    from month_end AS m
    join known AS k on k.first_dos <= m.day
    left join owed AS o on o.day = m.day
    group by m.day, k.first_dos
)
select *, case when total > 0 then (to_120 + over_120) / total end AS over_90_share,
    case when total > 0 then over_120 / total end AS over_120_share
from summed
order by day
