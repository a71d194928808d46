-- one row: what was lost on mature days, how many days those are, and what that is in 365 days
-- inputs: finding
-- $first_day, $last_day, $mature_to: as loss_span says them (the last two: the earlier counts); $category: a leak category, empty = all
with span as (
    select try_cast($first_day AS date) AS first_day, least(try_cast($last_day AS date), coalesce(try_cast($mature_to AS date), try_cast($last_day AS date)))
            AS last_day
),
lost as (
    select sum(f.amount) AS amount
    from finding AS f
    cross join span AS s
    where f.kind = 'leak' and f.dos between s.first_day and s.last_day and ($category = '' or f.category = $category)
        and selected(f.cut_no, f.dos, f.submit_date, f.answer_date, $filter)
),
counted as (
    select coalesce(l.amount, 0) AS amount, case when s.last_day >= s.first_day then date_diff('day', s.first_day, s.last_day) + 1 end AS days
    from lost AS l
    cross join span AS s
)
select amount, days, cast(case when days is not null then round(amount * 365 / days, 2) end AS decimal(14, 2)) AS yearly
from counted
