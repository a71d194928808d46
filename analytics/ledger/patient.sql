-- one row per patient of a practice
-- key: practice, patient_id
-- inputs: billing_row
-- step: merge (numbers the patients of the whole practice; the number is a join key, never shown)
select practice, patient_id, cast(row_number() over (order by practice, patient_id) AS bigint) AS patient_no
from billing_row
where not is_duplicate
group by practice, patient_id
