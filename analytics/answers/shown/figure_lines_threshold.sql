-- one row per patient and bucket (PT+SLP or OT) behind a figure of the therapy threshold, the most dollars first
-- inputs: threshold_patient, threshold_line
-- $part: near (within two visits, in the latest year) | over | without_kx (its lines above the threshold that lack KX) | counted (in the latest year)
-- a patient's year counts whole where one of its lines is in the filter, as in threshold_summary; amount: 1 on the first row of a patient, because a patient
-- with two buckets or two years counts once
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
),
kept as (
    select *, row_number() over (partition by patient_no order by year desc, total desc, bucket) AS place
    from latest
    where case $part when 'near' then is_latest and is_near when 'over' then is_over when 'counted' then is_latest
        else lines_over_without_kx > 0 end
)
select patient_id, payer, bucket, year, total, threshold, visits_left, lines_over, lines_over_without_kx, last_dos,
    case when $part = 'without_kx' then lines_over_without_kx when place = 1 then 1 else 0 end AS amount
from kept
order by total desc, patient_id, bucket
