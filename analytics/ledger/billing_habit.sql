-- one row: the days the bills cover, how long the practice takes to bill, and whether the minutes files know its patients
-- inputs: billed_line, minutes_row, documented_patient
-- step: merge
-- lag_days: by then 90 % of its lines were submitted (0 where no submission date is known). ids_agree: 8 of 10 documented
-- patients are billed ones; else the two systems number their patients differently, and an unknown one says nothing.
with lag as (
    select greatest(date_diff('day', dos, submit_date), 0) AS days,
        cume_dist() over (order by greatest(date_diff('day', dos, submit_date), 0)) AS share
    from billed_line
    where submit_date is not null
),
documented as (
    select distinct practice, patient_id from minutes_row where not is_duplicate
)
select min(dos) AS first_day, max(dos) AS last_day,
    (select coalesce(min(days), 0) from lag where share >= 0.9) AS lag_days,
    (select count(*) from documented_patient) * 10 >= (select count(*) from documented) * 8 AS ids_agree
from billed_line
