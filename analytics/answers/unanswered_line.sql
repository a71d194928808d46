-- one row per billed line that no payer has answered: since when it waits, what is usual, until when it can be filed
-- key: episode_key
-- inputs: receivable, episode, line_value, payer_day, setting
-- step: merge (how long a payer usually takes is counted over its whole practice)
-- rule: waits from its submission, or from the date of service where no submission is known. Usual: the day by which 90 % of
-- the payer's answered lines had their first answer, of all payers' where it has answered fewer than 10, at least 30 days; what
-- waits longer is overdue. Deadline: the timely filing days of the payer's rules from the date of service; deadline_is_assumed:
-- a default stands in, nobody chose them for this payer.
with waited as (
    select payer_no, date_diff('day', coalesce(submit_date, dos), first_date) AS days
    from episode
    where not is_void and first_date >= coalesce(submit_date, dos)
),
counted as (
    select payer_no, days, count(*) AS lines
    from waited
    group by payer_no, days
),
reached as (
    select payer_no, days, sum(lines) over (partition by payer_no order by days) AS lines_upto,
        sum(lines) over (partition by payer_no) AS lines_all,
        sum(lines) over (order by days) AS practice_upto, sum(lines) over () AS practice_all
    from counted
),
of_payer as (
    select payer_no, min(days) filter (where lines_upto >= 0.9 * lines_all) AS days
    from reached
    where lines_all >= 10
    group by payer_no
),
of_practice as (
    select min(days) filter (where practice_upto >= 0.9 * practice_all) AS days
    from reached
),
filing as (   -- the lists of a rule go through no join (decision 0006, speed)
    select rule_payer_no, dos, timely_filing_days, list_contains(assumed, 'timely_filing_days') AS is_assumed from payer_day
),
waiting as (
    select r.*, e.rule_payer_no, coalesce(r.submit_date, r.dos) AS waits_since, s.as_of,
        greatest(coalesce(p.days, a.days, 0), 30) AS usual_days,
        case when p.days is not null then 'payer' when a.days is not null then 'all payers' else 'no answers' end AS usual_of
    from receivable AS r
    join episode AS e on e.episode_key = r.episode_key
    cross join of_practice AS a
    cross join setting AS s
    left join of_payer AS p on p.payer_no = r.payer_no
    where r.adjudications = 0 and r.insurance_balance > 0
)
select w.episode_key, w.file_id, w.sheet, w.row_no, w.practice, w.location, w.provider, w.patient_id, w.claim_id, w.line_no,
    w.payer, w.payer_no, w.cut_no, w.dos, w.submit_date, w.answer_date, w.cpt, w.insurance_balance AS charge, v.claimed AS expected,
    date_diff('day', w.waits_since, w.as_of) AS days_waiting, w.usual_days, w.usual_of,
    date_diff('day', w.waits_since, w.as_of) > w.usual_days AS is_overdue,
    w.dos + cast(d.timely_filing_days AS integer) AS deadline,
    coalesce(d.is_assumed and d.timely_filing_days is not null, false) AS deadline_is_assumed
from waiting AS w
left join line_value AS v on v.episode_key = w.episode_key
left join filing AS d on d.rule_payer_no = w.rule_payer_no and d.dos = w.dos
