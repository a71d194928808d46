-- one row per root cause and payer of the queue, the causes worth most first
-- inputs: work_queue, work_line
-- cause_*: the same figures of the cause over all payers
with claim as (
    select cause, payer, cause_label, family, next_step, recoverable, value, deadline
    from work_queue
    where place = 'queue'
        and claim_key in (select claim_key from work_line where selected(cut_no, dos, submit_date, answer_date, $filter))
),
summed as (
    select cause, payer, any_value(cause_label) AS cause_label, any_value(family) AS family, min(next_step) AS next_step,
        count(*) AS claims, coalesce(sum(recoverable), 0) AS recoverable, coalesce(sum(value), 0) AS value, min(deadline) AS next_deadline
    from claim
    group by cause, payer
)
select *, sum(claims) over whole AS cause_claims, sum(recoverable) over whole AS cause_recoverable, sum(value) over whole AS cause_value
from summed
window whole as (partition by cause)
order by cause_value desc, cause, value desc, payer
