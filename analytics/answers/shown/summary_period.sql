-- one row: the dates of service of the lines chosen and the day up to which they are mature
-- inputs: episode, mature_to, setting
select s.as_of, min(e.dos) AS first_day, max(e.dos) AS last_day, date_diff('day', min(e.dos), max(e.dos)) + 1 AS days,
    least(any_value(m.mature_to), max(e.dos)) AS mature_to, any_value(m.lag_days) AS lag_days
from setting AS s
left join episode AS e on not e.is_void and selected(e.cut_no, e.dos, e.submit_date, e.answer_date, $filter)
left join mature_to AS m on true
group by s.as_of
