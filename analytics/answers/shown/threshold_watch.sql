-- one row per patient and bucket (PT+SLP or OT) within two visits of the therapy threshold or above it, those below it first
-- inputs: threshold_patient, threshold_line
-- near: in the latest calendar year of the filter; a patient's year is shown whole where one of its lines is in the filter, whose
-- dates mean whole calendar years here. per_visit: average counted per visit
with chosen as (
    select p.*
    from threshold_patient AS p
    where exists (
        select 1
        from threshold_line AS l
        where l.patient_no = p.patient_no and l.rule_payer_no = p.rule_payer_no and l.year = p.year and l.bucket = p.bucket
            and selected(l.cut_no, l.dos, l.submit_date, l.answer_date, whole_years($filter)))
    qualify is_over or year = max(year) over ()
)
select case when is_beyond_review then 'threshold_review' when is_over then 'threshold_over' else 'threshold_near' end AS state,
    patient_id, practice, bucket, payer, year, total, threshold, remaining, per_visit, visits_left, crossed_on, lines_over,
    lines_over_without_kx, opening, estimated, last_dos, review
from chosen
where is_near or is_over
order by is_over, year desc, visits_left, lines_over_without_kx desc, total desc, patient_id, bucket
