-- one row per month of service and lag: days from service to submission, submission to first answer, service to first answer
-- key: month, lag
-- inputs: episode, mature_to
-- rule: as in lags.sql. is_mature = false where part of the month is younger than the day by which 90 % of lines have been
-- answered: only its quick answers are here yet
with dated as (   -- one pass over the lines: few combinations of days occur
    select dos, date_diff('day', dos, submit_date) AS to_submission, date_diff('day', submit_date, first_date) AS to_answer,
        date_diff('day', dos, first_date) AS whole, count(*) AS lines
    from episode
    where not is_void and coalesce(payer_class, '') <> 'self_pay' and selected(cut_no, dos, submit_date, answer_date, $filter)
    group by 1, 2, 3, 4
),
lagged as (
    select dos, 'service_to_submission' AS lag, to_submission AS days, lines from dated
    union all
    select dos, 'submission_to_answer', to_answer, lines from dated
    union all
    select dos, 'service_to_answer', whole, lines from dated
),
counted as (
    select cast(date_trunc('month', dos) AS date) AS month, lag, days, sum(lines) AS lines
    from lagged
    where days >= 0
    group by 1, lag, days
),
reached as (
    select *, sum(lines) over (partition by month, lag order by days) AS lines_upto,
        sum(lines) over (partition by month, lag) AS lines_all
    from counted
)
select month, lag, max(lines_all) AS lines,
    min(days) filter (where lines_upto >= 0.5 * lines_all) AS median_days,
    min(days) filter (where lines_upto >= 0.9 * lines_all) AS p90_days,
    coalesce(month + interval 1 month - interval 1 day <= (select mature_to from mature_to), false) AS is_mature
from reached
group by month, lag
order by month, lag
