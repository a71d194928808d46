-- one row per row of a minutes file that belongs to a billed visit
-- key: row_key
-- inputs: documented_row, service_line, billed_line
-- step: per patient
-- rule: same patient and date (and practice, where both say it). Of several visits that day, the one that billed the code,
-- then the one of the same discipline; where that leaves two, nothing is guessed: the row stays unmatched.
with visit as (
    select distinct b.visit_key, b.practice, b.patient_id, b.dos, b.discipline
    from billed_line AS b
    join service_line AS s on s.line_key = b.line_key
),
written as (
    select * from documented_row
),
billed_code as (
    select distinct visit_key, cpt from service_line
),
candidate as (
    select w.row_key, v.visit_key,
        case when c.cpt is not null then 2 else 0 end + case when w.discipline = v.discipline then 1 else 0 end AS score
    from written AS w
    join visit AS v
        on v.patient_id = w.patient_id and v.dos = w.dos
        and (v.practice = w.practice or v.practice is null or w.practice is null)
    left join billed_code AS c on c.visit_key = v.visit_key and c.cpt = w.cpt
    where w.discipline is null or v.discipline is null or w.discipline = v.discipline
),
placed as (
    select row_key, arg_max(visit_key, score) AS visit_key
    from (select *, max(score) over (partition by row_key) AS best from candidate)
    where score = best
    group by row_key
    having count(*) = 1
)
select w.row_key, p.visit_key, w.cpt, w.minutes, w.total_timed_minutes, w.assistant_minutes, w.start_time, w.end_time,
    w.provider
from placed AS p
join written AS w on w.row_key = p.row_key
