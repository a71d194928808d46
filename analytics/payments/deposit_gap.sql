-- one row per long gap between two deposits of a payer, with the lines whose answer should have come within it
-- key: payer, first_day
-- inputs: deposit, episode, claim_acknowledgement
-- step: merge (a payer's rhythm and lag over the whole practice)
-- rule: of a payer with 6 days of deposits, an interval of more than a week, among the longest 5 % (two at least), half as long
-- again as any other and more than 3 times the median; with 10 days of deposits 1.8 times is enough, and more lines are asked
-- for. A line's answer is expected its payer's median lag after it was sent (else after the service). is_sign: so many lines
-- expected then are unanswered that chance makes less than one such gap in 1,000, counted by patients, whose claims rest
-- together. A holiday after which everything is answered is none, nor a small payer's gap that one resting claim made.
with pay_day as (
    select payer, payment_date AS day
    from deposit
    where payment_date is not null and claims > reversals
    group by payer, payment_date
),
step as (
    select payer, lag(day) over (partition by payer order by day) AS first_day, day AS last_day,
        date_diff('day', lag(day) over (partition by payer order by day), day) AS days
    from pay_day
),
ranked as (
    select *, median(days) over (partition by payer) AS median_days, count(*) over (partition by payer) AS steps,
        count(*) over (partition by payer) - rank() over (partition by payer order by days) + 1 AS as_long,
        max(last_day) over (partition by payer) AS last_deposit, min(first_day) over (partition by payer) AS first_deposit
    from step
    where first_day is not null
),
judged as (
    select *, as_long <= greatest(2, 0.05 * steps) AS is_among_longest,
        max(days) filter (where as_long > greatest(2, 0.05 * steps)) over (partition by payer) AS next_days
    from ranked
),
gap as (
    select *, days > 3 * median_days AS is_long
    from judged
    where steps >= 5 and days > 7 and is_among_longest and days >= 1.5 * next_days
        and (days > 3 * median_days or (steps >= 9 and days >= 1.8 * median_days))
),
line as (
    select e.payer, e.patient_no, e.charge, e.adjudications > 0 or e.first_date is not null AS is_answered, e.first_date,
        coalesce(e.submit_date, e.dos) AS sent
    from episode AS e
    where e.payer in (select payer from gap) and not e.is_void and e.charge > 0
        and coalesce(e.claim_id, '') not in (
            select claim_id from claim_acknowledgement where outcome = 'rejected' and claim_id is not null)
),
lag as (
    select payer, cast(median(date_diff('day', sent, first_date)) AS integer) AS days
    from line
    where first_date is not null
    group by payer
),
expected as (
    select l.*, l.sent + g.days AS expected_on from line AS l join lag AS g on g.payer = l.payer
),
placed as (   -- within a gap, or (gap null) at the payer's other times
    select e.payer, e.patient_no, e.charge, e.is_answered, g.first_day
    from expected AS e
    join (select payer, min(first_deposit) AS first_deposit, max(last_deposit) AS last_deposit from gap group by payer) AS s
        on s.payer = e.payer and e.expected_on > s.first_deposit and e.expected_on < s.last_deposit
    left join gap AS g on g.payer = e.payer and e.expected_on > g.first_day and e.expected_on < g.last_day
),
usual as (
    select payer, count(*) AS lines, count(*) filter (where not is_answered) AS unanswered
    from placed
    where first_day is null
    group by payer
),
within as (
    select payer, first_day, count(*) AS lines, count(*) filter (where not is_answered) AS unanswered,
        count(distinct patient_no) AS patients,
        count(distinct patient_no) filter (where not is_answered) AS patients_unanswered,
        sum(charge) filter (where not is_answered) AS charge
    from placed
    where first_day is not null
    group by payer, first_day
),
measured as (
    select g.payer, g.first_day, g.last_day, g.days, g.median_days, g.steps + 1 AS deposit_days, g.is_long,
        coalesce(w.lines, 0) AS lines_expected, coalesce(w.patients, 0) AS patients_expected,
        coalesce(w.unanswered, 0) AS lines, coalesce(w.patients_unanswered, 0) AS patients,
        cast(coalesce(w.charge, 0) AS decimal(12, 2)) AS charge,
        coalesce(w.unanswered, 0) / nullif(w.lines, 0) AS share,
        -- never 0 or 1: that none was unanswered so far does not say that none ever is
        (coalesce(u.unanswered, 0) + 1) / (coalesce(u.lines, 0) + 2) AS usual_share
    from gap AS g
    left join within AS w on w.payer = g.payer and w.first_day = g.first_day
    left join usual AS u on u.payer = g.payer
),
weighed as (   -- the chance of so many is below exp(-surprise) (Chernoff's bound)
    select *,
        case when share > usual_share then patients_expected * (share * ln(share / usual_share)
            + case when share < 1 then (1 - share) * ln((1 - share) / (1 - usual_share)) else 0 end) else 0 end AS surprise
    from measured
)
select *,
    coalesce(lines >= case when is_long then 3 else 5 end and patients >= 2 and surprise >= 6.9
        and share >= usual_share + 0.25 and share >= 2 * usual_share, false) AS is_sign
from weighed
