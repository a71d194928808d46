-- one row per patient and bucket (PT+SLP or OT) within two visits of the therapy threshold or above it, those below it first
-- inputs: threshold_patient
-- near: in the latest calendar year of the filter, of which only payers and years apply; per_visit: average counted per visit
with chosen as (
    select * from threshold_patient
    where (len($filter.payers) = 0 or list_contains($filter.payers, payer))
        and year between extract(year from $filter.first_day) and extract(year from $filter.last_day)
    qualify is_over or year = max(year) over ()
)
select case when is_beyond_review then 'threshold_review' when is_over then 'threshold_over' else 'threshold_near' end AS state,
    patient_id, practice, bucket, payer, year, total, threshold, remaining, per_visit, visits_left, crossed_on, lines_over,
    lines_over_without_kx, opening, estimated, last_dos, review
from chosen
where is_near or is_over
order by is_over, year desc, visits_left, lines_over_without_kx desc, total desc, patient_id, bucket
