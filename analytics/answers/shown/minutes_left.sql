-- one row per timed code and minutes left over after full quarter hours (0 to 14): how often it was documented
-- heaping at 0 or 8 shows a habit of rounding; codes with fewer than 30 documented times are left out
with documented as (
    select u.cpt, cast(floor(u.minutes) AS integer) % 15 AS minutes_left
    from unit_audit AS u
    where u.minutes > 0 and selected(u.cut_no, u.dos, u.submit_date, u.answer_date, $filter)
),
counted as (
    select cpt, minutes_left, count(*) AS times, sum(count(*)) over (partition by cpt) AS times_of_code
    from documented
    group by cpt, minutes_left
)
select cpt, minutes_left, times, times / times_of_code AS share, times_of_code
from counted
where times_of_code >= 30
order by cpt, minutes_left
