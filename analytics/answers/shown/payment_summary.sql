-- one row: what payers pay below and above what was agreed, how many lines that can be said of, and how long payment takes
-- inputs: paid_line, finding, rate_line, rate_paid, rate_stretch
-- rated: paid lines whose rate is known (a loaded schedule, or Medicare's in a stated locality); a line first refused is a denial's and counts
-- nowhere here. judged: other paid lines that can be held against their payer's own dominant rate. suspected is in no leak.
-- days: from service, and from the first submission where that is known, to the payment that stands; median and 90th percentile = the
-- smallest number of days within which half, and nine tenths, of the lines were paid. A payment before its service is left out.
with paid as (
    select is_rated, date_diff('day', dos, last_date) AS from_service, date_diff('day', submit_date, last_date) AS from_submission,
        count(*) AS lines
    from paid_line
    where not was_denied and not is_self_pay and selected(cut_no, dos, submit_date, answer_date, $filter)
    group by 1, 2, 3
),
counted as (
    select cast(coalesce(sum(lines), 0) AS bigint) AS paid_lines,
        cast(coalesce(sum(lines) filter (where is_rated), 0) AS bigint) AS rated_lines
    from paid
),
gap as (
    select count(*) filter (where category = 'underpaid') AS underpaid_lines,
        coalesce(sum(amount) filter (where category = 'underpaid'), 0) AS underpaid,
        count(*) filter (where category = 'overpaid') AS overpaid_lines,
        coalesce(sum(amount) filter (where category = 'overpaid'), 0) AS overpaid
    from finding
    where category in ('underpaid', 'overpaid') and selected(cut_no, dos, submit_date, answer_date, $filter)
),
by_payer as (
    select coalesce(payer, 'not named') AS payer, sum(amount) AS amount, count(*) AS lines
    from finding
    where category = 'underpaid' and selected(cut_no, dos, submit_date, answer_date, $filter)
    group by 1
),
worst as (
    select arg_max(payer, (amount, payer)) AS worst_payer, max(amount) AS worst_amount, arg_max(lines, (amount, payer)) AS worst_lines
    from by_payer
),
suspect as (
    select count(*) AS suspected_lines, coalesce(sum(shortfall), 0) AS suspected
    from rate_line
    where selected(cut_no, dos, submit_date, answer_date, $filter)
),
compared as (
    select payer_no, cpt, variant, dos, count(*) AS lines
    from rate_paid
    where selected(cut_no, dos, submit_date, answer_date, $filter)
    group by payer_no, cpt, variant, dos
),
own as (
    select cast(coalesce(sum(p.lines), 0) AS bigint) AS judged_lines
    from compared AS p
    join rate_stretch AS r
        on r.payer_no = p.payer_no and r.cpt = p.cpt and r.variant = p.variant and r.is_dominant
        and p.dos >= r.first_day and p.dos <= coalesce(r.last_day, p.dos)
),
lagged as (
    select 'service' AS since, from_service AS days, sum(lines) AS lines from paid group by from_service
    union all
    select 'submission', from_submission, sum(lines) from paid group by from_submission
),
reached as (
    select since, days, sum(lines) over (partition by since order by days) AS upto, sum(lines) over (partition by since) AS lines
    from lagged
    where days >= 0
),
lag as (
    select min(days) filter (where since = 'service' and upto >= 0.5 * lines) AS days_median,
        min(days) filter (where since = 'service' and upto >= 0.9 * lines) AS days_p90,
        min(days) filter (where since = 'submission' and upto >= 0.5 * lines) AS submitted_median,
        min(days) filter (where since = 'submission' and upto >= 0.9 * lines) AS submitted_p90,
        coalesce(max(lines) filter (where since = 'submission'), 0) AS submitted_lines
    from reached
)
select c.*, c.rated_lines / nullif(c.paid_lines, 0) AS coverage, g.*, w.*, o.*, u.*, l.*
from counted AS c
cross join gap AS g
cross join worst AS w
cross join own AS o
cross join suspect AS u
cross join lag AS l
