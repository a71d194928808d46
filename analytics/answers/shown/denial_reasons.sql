-- one row per claim adjustment reason code of a first denial, by dollars that can still be recovered
-- running_share: share of all recoverable dollars up to and with this code
with reason as (
    select coalesce(carc, 'none') AS carc, root_cause, count(*) AS lines, sum(charge) AS charge,
        coalesce(sum(expected), 0) AS expected, sum(recoverable) AS recoverable
    from denial
    where status <> 'patient_billed' and selected(payer, provider, location, cpt, dos, $filter)
    group by carc, root_cause
)
select *, sum(recoverable) over ranked / nullif(sum(recoverable) over (), 0) AS running_share
from reason
window ranked as (order by recoverable desc, carc, root_cause rows between unbounded preceding and current row)
order by recoverable desc, expected desc, carc
