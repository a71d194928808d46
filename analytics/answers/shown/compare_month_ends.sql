-- one row per month end, the last 12 up to the as-of day: what was owed then, and the charges of the 91 days up to it
-- inputs: balance_span, episode, setting
-- the balances are those of aging_month_ends, by date of service; days: of the 91 those since the first line. is_whole: billing
-- lines are known for more than 120 days before that day; before it a balance that old could not be here
with month_end as (
    select cast(date_trunc('month', s.as_of + 1) - k.back * interval 1 month - interval 1 day AS date) AS day
    from setting AS s
    cross join (select unnest(generate_series(0, 11)) AS back) AS k
),
chosen as (   -- spans with the same month ends in them and the same age, added up before they meet those month ends
    select date_trunc('month', first_day) AS from_month, date_trunc('month', coalesce(last_day, date '2999-12-31') + 1) AS to_month,
        dos, sum(insurance_balance + patient_balance) AS balance, count(*) AS lines
    from balance_span
    where insurance_balance + patient_balance > 0 and selected(cut_no, dos, submit_date, answer_date, $filter)
    group by 1, 2, 3
),
owed as (
    select m.day, sum(c.balance) AS total, sum(c.balance) filter (where date_diff('day', c.dos, m.day) > 90) AS over_90,
        cast(sum(c.lines) AS bigint) AS lines
    from month_end AS m
    join chosen AS c on m.day >= c.from_month and m.day < c.to_month
    group by m.day
),
charged as (
    select dos, sum(charge) AS charge, count(*) AS lines
    from episode
    where not is_void and selected(cut_no, dos, submit_date, answer_date, $filter)
    group by dos
),
known as (
    select min(dos) AS first_dos from charged
),
recent as (
    select m.day, sum(c.charge) AS charges, cast(sum(c.lines) AS bigint) AS lines
    from month_end AS m
    join charged AS c on c.dos <= m.day and c.dos > m.day - 91
    group by m.day
)
select m.day, coalesce(o.total, 0) AS total, coalesce(o.over_90, 0) AS over_90, coalesce(o.lines, 0) AS lines_owed, r.charges,
    r.lines AS lines_charged, least(91, date_diff('day', k.first_dos, m.day) + 1) AS days,
    date_diff('day', k.first_dos, m.day) > 120 AS is_whole
from month_end AS m
join known AS k on k.first_dos <= m.day
left join owed AS o on o.day = m.day
left join recent AS r on r.day = m.day
order by m.day
