-- one row per week of mature days and leak category: what was earned in it and not collected
-- key: week, category
-- inputs: finding
-- rule: weeks count from $first_day, the first date of service; days after $last_day, the last mature one, are left out of any
-- yearly figure (both as shown/loss_span.sql says them)
select date_diff('day', cast($first_day AS date), dos) // 7 AS week, category, sum(amount) AS amount
from finding
where kind = 'leak' and amount is not null and dos between cast($first_day AS date) and cast($last_day AS date)
    and selected(cut_no, dos, submit_date, answer_date, $filter)
group by all
order by all
