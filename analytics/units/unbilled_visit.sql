-- one row per visit that is documented and of which no line was ever billed
-- key: visit_key (negative: no billed visit has it)
-- inputs: documented_row, documented, billing_source, billed_line, rejected_day, days_billed, billing_habit, payer_day, setting
-- step: per patient (days_billed and the habit of the whole practice are merged before)
-- rule: minutes of a patient on a day without any billed line they could belong to (practice, location and discipline do not
-- contradict; a charge that was taken back again is a bill too), where bills of that place are known for the days around it (one
-- within a week before and one within a week after), the practice's own time to bill (90 % of its lines) had passed when its last
-- bill was sent, and the patient has no billed visit without minutes within three days (then one of the two dates is wrong).
-- The payer is taken from the patient's nearest billed visit, the same discipline first; a patient who was never billed has none,
-- and counts only where the minutes files and the bills know each other's patients (8 of 10).
with billed_day as (
    select distinct s.practice, s.location, s.patient_id, s.dos, b.discipline
    from billing_source AS s
    left join billed_line AS b on b.line_key = s.row_key
),
undocumented as (   -- billed visits of which no minutes are known
    select distinct patient_id, dos
    from billed_line
    where minutes is null and visit_key not in (select visit_key from documented)
),
left_over as (
    select d.*
    from documented_row AS d
    cross join billing_habit AS h
    where d.row_key not in (select row_key from documented)
        and d.dos + cast(h.lag_days AS integer) <= h.known_to
        and (d.is_known_patient or h.ids_agree)
        and not exists (
            select 1 from billed_day AS b
            where b.patient_id = d.patient_id and b.dos = d.dos
                and (b.practice = d.practice or b.practice is null or d.practice is null)
                and (b.discipline = d.discipline or b.discipline is null or d.discipline is null))
        and not exists (   -- billed, though the bill could not be read
            select 1 from rejected_day AS r where r.patient_id = d.patient_id and r.dos = d.dos)
        and not exists (
            select 1 from undocumented AS u where u.patient_id = d.patient_id and u.dos between d.dos - 3 and d.dos + 3)
        and exists (
            select 1 from days_billed AS p
            where (p.practice = d.practice or p.practice is null or d.practice is null)
                and (p.location = d.location or p.location is null or d.location is null)
                and d.dos between p.first_day and p.last_day)
),
settled as (   -- a row that tells no discipline is of the only one of its day
    select l.* exclude (discipline), coalesce(l.discipline, o.discipline) AS discipline
    from left_over AS l
    left join (
        select practice, patient_id, dos, any_value(discipline) AS discipline
        from left_over
        where discipline is not null
        group by practice, patient_id, dos
        having count(distinct discipline) = 1
    ) AS o on o.patient_id = l.patient_id and o.dos = l.dos and o.practice is not distinct from l.practice
),
visit as (
    select practice, patient_id, dos, discipline, list(row_key order by row_key) AS row_keys, min(row_key) AS first_row_key,
        any_value(location) AS location, any_value(provider) AS provider, bool_or(is_known_patient) AS is_known_patient,
        sum(minutes) AS minutes, max(total_timed_minutes) AS total_timed_minutes,
        arg_max(cpt, coalesce(minutes, 0)) AS main_code
    from settled
    group by practice, patient_id, dos, discipline
    having coalesce(sum(minutes), 0) > 0 or coalesce(max(total_timed_minutes), 0) > 0
),
nearest as (
    select v.first_row_key, b.payer_no, b.payer, b.payer_class, b.rule_payer_no, b.practice, b.location, b.provider,
        row_number() over (partition by v.first_row_key
            order by b.discipline is distinct from v.discipline, abs(date_diff('day', b.dos, v.dos)), b.line_key) AS place
    from visit AS v
    join billed_line AS b
        on b.patient_id = v.patient_id and b.is_primary
        and (b.practice = v.practice or b.practice is null or v.practice is null)
)
select -v.first_row_key AS visit_key, v.first_row_key, v.row_keys, coalesce(v.practice, n.practice) AS practice,
    coalesce(v.location, n.location) AS location, v.patient_id, v.dos, v.discipline, coalesce(v.provider, n.provider) AS provider,
    n.payer_no, n.payer, n.payer_class, n.rule_payer_no, r.rule_key, v.minutes, v.total_timed_minutes,
    v.main_code
from visit AS v
left join nearest AS n on n.first_row_key = v.first_row_key and n.place = 1
left join payer_day AS r on r.rule_payer_no = n.rule_payer_no and r.dos = v.dos
