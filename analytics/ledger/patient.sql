-- one row per patient of a practice
-- key: practice, patient_id
-- inputs: billing_source
-- step: merge (numbers the patients of the whole practice; the number is a join key, never shown)
select practice, patient_id, cast(row_number() over (order by practice, patient_id) AS bigint) AS patient_no
from billing_source
group by practice, patient_id
