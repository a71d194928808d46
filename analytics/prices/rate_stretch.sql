-- one row per payer, code, variant and stretch of time: the amount per unit that the payer then allowed as a rule
-- key: payer_no, cpt, variant, first_day
-- inputs: rate_paid
-- step: merge (the days of the whole practice)
-- rule: a month's rate is the highest amount that a third of its lines were allowed, else the most frequent; months in a row with the
-- same rate, held by 5 lines or more, are a stretch. Where one stretch gives way to the next is the day that leaves the fewest lines of
-- either rate on the other's side. is_dominant: half of the stretch's lines, and at least 5, were allowed its rate. So a rate that
-- rises each January is two stretches, and no line of the old one is low.
-- last_day: null = still; rate_before: of the dominant stretch before it.
with day as (
    select payer_no, cpt, variant, dos, rate, count(*) AS lines from rate_paid group by all
),
month_rate as (
    select payer_no, cpt, variant, cast(date_trunc('month', dos) AS date) AS month, rate, sum(lines) AS lines,
        sum(sum(lines)) over (partition by payer_no, cpt, variant, date_trunc('month', dos)) AS month_lines
    from day
    group by payer_no, cpt, variant, date_trunc('month', dos), rate
),
month as (
    select payer_no, cpt, variant, month, coalesce(max(rate) filter (where lines * 3 >= month_lines), arg_max(rate, (lines, rate))) AS rate
    from month_rate
    group by payer_no, cpt, variant, month
),
held as (
    select m.*, r.lines
    from month AS m
    join month_rate AS r on r.payer_no = m.payer_no and r.cpt = m.cpt and r.variant = m.variant and r.month = m.month and r.rate = m.rate
),
turned as (
    select *, case when rate = lag(rate) over by_month then 0 else 1 end AS is_turn
    from held
    window by_month as (partition by payer_no, cpt, variant order by month)
),
run as (
    select *, sum(is_turn) over (partition by payer_no, cpt, variant order by month) AS run_no from turned
),
lasting as (   -- a month or two of few lines are no rate: without them their neighbours are one again
    select payer_no, cpt, variant, month, rate
    from run
    qualify sum(lines) over (partition by payer_no, cpt, variant, run_no) >= 5
),
turned_again as (
    select *, case when rate = lag(rate) over by_month then 0 else 1 end AS is_turn
    from lasting
    window by_month as (partition by payer_no, cpt, variant order by month)
),
numbered as (
    select *, sum(is_turn) over (partition by payer_no, cpt, variant order by month) AS stretch_no from turned_again
),
rough as (
    select payer_no, cpt, variant, stretch_no, any_value(rate) AS rate, max(month) AS last_month, min(month) AS first_month
    from numbered
    group by payer_no, cpt, variant, stretch_no
),
turn as (
    select *, lag(rate) over by_no AS rate_from, lag(last_month) over by_no AS month_from
    from rough
    window by_no as (partition by payer_no, cpt, variant order by stretch_no)
),
candidate as (
    select t.payer_no, t.cpt, t.variant, t.stretch_no, d.dos,
        sum(case when d.rate = t.rate_from then d.lines else 0 end) AS old_lines,
        sum(case when d.rate = t.rate then d.lines else 0 end) AS new_lines
    from turn AS t
    join day AS d
        on d.payer_no = t.payer_no and d.cpt = t.cpt and d.variant = t.variant and d.rate in (t.rate, t.rate_from)
        and d.dos >= t.month_from and d.dos < t.first_month + interval 1 month
    where t.rate_from is not null
    group by t.payer_no, t.cpt, t.variant, t.stretch_no, d.dos
),
misfit as (
    select *, sum(old_lines) over later + sum(new_lines) over earlier - new_lines AS lines
    from candidate
    window later as (partition by payer_no, cpt, variant, stretch_no order by dos rows between current row and unbounded following),
        earlier as (partition by payer_no, cpt, variant, stretch_no order by dos rows between unbounded preceding and current row)
),
boundary as (
    select payer_no, cpt, variant, stretch_no, arg_min(dos, (lines, dos)) AS first_day
    from misfit
    group by payer_no, cpt, variant, stretch_no
),
start as (
    select payer_no, cpt, variant, min(dos) AS first_day from day group by payer_no, cpt, variant
),
dated as (
    select t.payer_no, t.cpt, t.variant, t.rate, coalesce(b.first_day, s.first_day) AS first_day,
        lead(b.first_day) over (partition by t.payer_no, t.cpt, t.variant order by t.stretch_no) - 1 AS last_day
    from turn AS t
    join start AS s on s.payer_no = t.payer_no and s.cpt = t.cpt and s.variant = t.variant
    left join boundary AS b on b.payer_no = t.payer_no and b.cpt = t.cpt and b.variant = t.variant and b.stretch_no = t.stretch_no
),
weighed as (
    select r.payer_no, r.cpt, r.variant, r.first_day, any_value(r.last_day) AS last_day, any_value(r.rate) AS rate,
        sum(d.lines) AS lines, sum(case when d.rate = r.rate then d.lines else 0 end) AS lines_at_rate
    from dated AS r
    join day AS d
        on d.payer_no = r.payer_no and d.cpt = r.cpt and d.variant = r.variant
        and d.dos >= r.first_day and d.dos <= coalesce(r.last_day, d.dos)
    group by r.payer_no, r.cpt, r.variant, r.first_day
)
select *, lines_at_rate >= 5 and lines_at_rate * 2 >= lines AS is_dominant,
    last_value(case when lines_at_rate >= 5 and lines_at_rate * 2 >= lines then rate end ignore nulls) over
        (partition by payer_no, cpt, variant order by first_day rows between unbounded preceding and 1 preceding) AS rate_before
from weighed
