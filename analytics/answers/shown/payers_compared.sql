-- one row per payer, the one with most visits first: what a visit brings, how much is refused and how long the money takes
-- key: payer
-- inputs: ledger_line, episode, paid_line, mature_to
-- rule: per_visit = collected / visits of dates of service up to mature_to, as the key figure payment per visit; a visit: one patient, day and
-- discipline. denial_rate as in summary_denials, days as in payment_summary (the smallest number of days within which half of the lines were paid).
with mature as (
    select coalesce(max(mature_to), date '1900-01-01') AS last_day from mature_to
),
money as (
    select coalesce(l.payer, 'not named') AS payer, sum(l.collected) AS collected
    from ledger_line AS l
    cross join mature AS m
    where l.episode_key is not null and l.dos <= m.last_day and selected(l.cut_no, l.dos, l.submit_date, l.answer_date, $filter)
    group by 1
),
visit as (
    select payer, dos, sum(answered) AS answered, sum(denied) AS denied
    from (
        select coalesce(payer, 'not named') AS payer, patient_no, dos, payer_no, discipline,
            coalesce(outcome, '') not in ('duplicate', 'capitated') and coalesce(charge, 1) > 0 AS is_visit,
            case when adjudications > 0 and first_charge > 0 then 1 else 0 end AS answered,
            case when adjudications > 0 and first_charge > 0 and first_outcome = 'denied' then 1 else 0 end AS denied
        from episode
        where not is_void and selected(cut_no, dos, submit_date, answer_date, $filter)
    )
    group by payer, patient_no, dos, payer_no, discipline
    having bool_or(is_visit) or sum(answered) > 0
),
seen as (
    select v.payer, count(*) AS visits, count(*) filter (where v.dos <= m.last_day) AS visits_mature,
        cast(sum(v.answered) AS bigint) AS lines_answered, cast(sum(v.denied) AS bigint) AS lines_denied
    from visit AS v
    cross join mature AS m
    group by v.payer
),
lagged as (
    select coalesce(payer, 'not named') AS payer, date_diff('day', dos, last_date) AS days, count(*) AS lines
    from paid_line
    where not was_denied and not is_self_pay and selected(cut_no, dos, submit_date, answer_date, $filter)
    group by 1, 2
),
reached as (
    select payer, days, sum(lines) over (partition by payer order by days) AS upto, sum(lines) over (partition by payer) AS lines
    from lagged
    where days >= 0
),
lag as (
    select payer, min(days) filter (where upto >= 0.5 * lines) AS days_median
    from reached
    group by payer
)
select s.payer, s.visits, s.visits_mature, c.collected,
    cast(round(c.collected / nullif(s.visits_mature, 0), 2) AS decimal(12, 2)) AS per_visit,
    s.lines_answered, s.lines_denied, s.lines_denied / nullif(s.lines_answered, 0) AS denial_rate, l.days_median
from seen AS s
left join money AS c on c.payer = s.payer
left join lag AS l on l.payer = s.payer
order by s.visits desc, s.payer
