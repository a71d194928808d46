-- one row: receivables older than 90 days, and those of insurers and patients at what they should be allowed, less credits
-- inputs: receivable, ledger_line, episode
-- rule: as the key figures: denied and open columns of the revenue ledger, less what was written off of denied lines
with owed as (
    select coalesce(sum(credit), 0) AS credits,
        coalesce(sum(insurance_balance + patient_balance) filter (where bucket in ('91-120', '121+')), 0) AS over_90
    from receivable
    where selected(cut_no, dos, submit_date, answer_date, $filter)
),
open as (
    select sum(denied + open_insurance + open_patient) AS denied_and_open
    from ledger_line
    where episode_key is not null and selected(cut_no, dos, submit_date, answer_date, $filter)
),
given_up as (
    select coalesce(sum(cast(round(l.denied * least(e.written_off / nullif(e.charge, 0), 1), 2) AS decimal(12, 2))), 0) AS amount
    from episode AS e
    join ledger_line AS l on l.episode_key = e.episode_key
    where e.written_off > 0 and e.outcome = 'denied' and not e.is_void
        and selected(e.cut_no, e.dos, e.submit_date, e.answer_date, $filter)
)
select w.over_90, coalesce(o.denied_and_open - g.amount, 0) - w.credits AS net
from owed AS w
cross join open AS o
cross join given_up AS g
