-- one row per code and span of days: the most units CMS takes for likely, of one patient and practitioner on a day
-- key: hcpcs, first_day
-- inputs: shipped_mue (text of the shipped CSV), kept_mue
-- rule: CMS publishes values without dates. One holds from the first day of the quarter it was read for until the next one
-- that was read; of the days before the first nothing is known. mai: 1 per claim line, 2 per day and never to be
-- overridden, 3 per day and open to appeal.
with known as (
    select hcpcs, units, mai, first_day, coalesce(trust, 'high') AS trust, source, kept_id from kept_mue
    union all
    select hcpcs, cast(units AS integer), mai, cast(first_day AS date), trust, source, 0 from shipped_mue
),
standing as (
    select * from known
    qualify row_number() over (partition by hcpcs, first_day order by kept_id desc) = 1
)
select hcpcs, units, mai, first_day, lead(first_day) over (partition by hcpcs order by first_day) - 1 AS last_day,
    trust, source
from standing
