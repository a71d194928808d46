-- one row: how long the practice takes to bill, up to when its bills are known, and whether the minutes files know its patients
-- inputs: billing_source, minutes_row, documented_patient, setting
-- step: merge
-- lag_days: by then 90 % of its lines were submitted (0 where no submission date is known). known_to: the last day of which the
-- files can know a bill: the last submission, else the as-of day. ids_agree: 8 of 10 documented patients are billed ones;
-- else the two systems number their patients differently, and an unknown one says nothing.
with lag as (
    select greatest(date_diff('day', dos, submit_date), 0) AS days,
        cume_dist() over (order by greatest(date_diff('day', dos, submit_date), 0)) AS share
    from billing_source
    where submit_date is not null
),
documented as (
    select distinct practice, patient_id from minutes_row where not is_duplicate
)
select (select coalesce(min(days), 0) from lag where share >= 0.9) AS lag_days,
    least((select coalesce(max(submit_date), s.as_of) from billing_source), s.as_of) AS known_to,
    (select count(*) from documented_patient) * 10 >= (select count(*) from documented) * 8 AS ids_agree
from setting AS s
