-- one row per payer and lag: days from service to submission, from submission to first answer, from service to first answer
-- key: payer, lag
-- inputs: episode
-- lag: service_to_submission | submission_to_answer | service_to_answer
-- rule: median and 90th percentile = the smallest number of days within which half, and nine tenths, of the lines came. A line
-- without one of the two dates says nothing; one whose second date is the earlier is left out and counted
-- (lines_out_of_order; all_out_of_order: of all payers).
with dated as (   -- one pass over the lines: few combinations of days occur
    select payer, date_diff('day', dos, submit_date) AS to_submission, date_diff('day', submit_date, first_date) AS to_answer,
        date_diff('day', dos, first_date) AS whole, count(*) AS lines
    from episode
    where not is_void and coalesce(payer_class, '') <> 'self_pay' and selected(cut_no, dos, submit_date, answer_date, $filter)
    group by 1, 2, 3, 4
),
lagged as (
    select payer, 'service_to_submission' AS lag, to_submission AS days, lines from dated
    union all
    select payer, 'submission_to_answer', to_answer, lines from dated
    union all
    select payer, 'service_to_answer', whole, lines from dated
),
counted as (
    select payer, lag, days, sum(lines) AS lines
    from lagged
    where days is not null
    group by payer, lag, days
),
reached as (
    select *, sum(case when days >= 0 then lines end) over (partition by payer, lag order by days) AS lines_upto,
        sum(case when days >= 0 then lines end) over (partition by payer, lag) AS lines_all
    from counted
)
select payer, lag, coalesce(max(lines_all), 0) AS lines,
    min(days) filter (where lines_upto >= 0.5 * lines_all) AS median_days,
    min(days) filter (where lines_upto >= 0.9 * lines_all) AS p90_days,
    coalesce(sum(lines) filter (where days < 0), 0) AS lines_out_of_order,
    sum(coalesce(sum(lines) filter (where days < 0), 0)) over (partition by lag) AS all_out_of_order
from reached
group by payer, lag
order by max(max(lines_all)) over (partition by payer) desc nulls last, payer, lag
