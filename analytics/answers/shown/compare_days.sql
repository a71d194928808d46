-- one row: the first day of service of the lines chosen and the last mature one; null where there is none
-- inputs: episode, mature_to
select min(e.dos) AS first_day, max(e.dos) filter (where e.dos <= m.last_day) AS last_day
from episode AS e
cross join (select coalesce(max(mature_to), date '1900-01-01') AS last_day from mature_to) AS m
where not e.is_void and selected(e.cut_no, e.dos, e.submit_date, e.answer_date, $filter)
