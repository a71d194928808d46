-- one row: patients against the therapy threshold
-- inputs: threshold_patient, threshold_line
-- a patient's year counts whole where one of its lines is in the filter, whose dates mean whole calendar years here; a patient with
-- PT and OT thresholds counts once
-- year, patients, patients_near: the latest of those years; all else: every one of them
with chosen as (
    select p.*
    from threshold_patient AS p
    where exists (
        select 1
        from threshold_line AS l
        where l.patient_no = p.patient_no and l.rule_payer_no = p.rule_payer_no and l.year = p.year and l.bucket = p.bucket
            and selected(l.cut_no, l.dos, l.submit_date, l.answer_date, whole_years($filter)))
),
latest as (
    select *, year = max(year) over () AS is_latest
    from chosen
)
select max(year) AS year, count(distinct patient_no) filter (where is_latest) AS patients,
    count(distinct patient_no) filter (where is_latest and is_near) AS patients_near,
    count(distinct patient_no) filter (where is_over) AS patients_over,
    count(distinct patient_no) filter (where is_beyond_review) AS patients_beyond_review,
    coalesce(sum(lines_over_without_kx), 0) AS lines_over_without_kx,
    coalesce(string_agg(distinct cast(year AS varchar), ', ' order by cast(year AS varchar)) filter (where is_over), '') AS years_over
from latest
