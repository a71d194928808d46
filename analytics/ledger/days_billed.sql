-- one row per practice, location and run of days of which bills are known: no two neighbouring billed days a week apart
-- key: practice, location, first_day
-- inputs: billing_source
-- step: merge
-- rule: a week and more without any bill of a place is a gap in the files (or a holiday), and says nothing of its visits
with billed_day as (
    select distinct practice, location, dos from billing_source
),
started as (
    select *, coalesce(dos - lag(dos) over place > 7, true) AS starts from billed_day
    window place as (partition by practice, location order by dos)
),
numbered as (
    select *, sum(starts::integer) over (partition by practice, location order by dos) AS run from started
)
select practice, location, min(dos) AS first_day, max(dos) AS last_day
from numbered
group by practice, location, run
