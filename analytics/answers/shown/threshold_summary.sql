-- one row: patients against the therapy threshold
-- inputs: threshold_patient
-- a patient's whole year counts, so of the filter only payers and years apply; a patient with PT and OT thresholds counts once
-- year, patients, patients_near: the latest of those years; all else: every one of them
with chosen as (
    select * from threshold_patient
    where (len($filter.payers) = 0 or list_contains($filter.payers, payer))
        and year between extract(year from $filter.first_day) and extract(year from $filter.last_day)
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
