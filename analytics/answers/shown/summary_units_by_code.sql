-- one row per timed code: units billed and correct, on the lines of visits that could be judged
-- key: cpt
-- inputs: unit_audit
select cpt, count(*) AS lines,
    coalesce(sum(units_billed) filter (where verdict <> 'undetermined'), 0) AS billed,
    coalesce(sum(units_correct), 0) AS correct,
    coalesce(sum(units_delta) filter (where units_delta > 0), 0) AS missed,
    coalesce(-sum(units_delta) filter (where units_delta < 0), 0) AS excess,
    coalesce(sum(value) filter (where units_delta > 0), 0) AS missed_value,
    coalesce(-sum(value) filter (where units_delta < 0), 0) AS excess_value
from unit_audit
where selected(cut_no, dos, submit_date, answer_date, $filter)
group by cpt
order by missed_value desc, cpt
