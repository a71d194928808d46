-- one row per opening balance that file $file_id says anew: row_key
-- rule: the latest file that tells of a patient, year and bucket tells all of it, whatever earlier files said. Inside one file the
-- amounts of several disciplines or sources add up, the last row of one discipline and source counts, and an amount of PT and SLP
-- together stands for the two that are listed beside it.
with standing as (
    select * from opening_balance where not is_duplicate
)
, fresh as (
    select * from standing where file_id = $file_id
)
select k.row_key
from standing as k
join fresh as f
    on f.patient_id = k.patient_id and f.year = k.year and f.bucket = k.bucket and f.practice is not distinct from k.practice
where k.file_id < $file_id
union
select k.row_key
from fresh as k
join fresh as f
    on f.patient_id = k.patient_id and f.year = k.year and f.bucket = k.bucket and f.practice is not distinct from k.practice
    and f.source is not distinct from k.source
where (f.row_key > k.row_key and f.discipline is not distinct from k.discipline)
    or (f.discipline is null and k.discipline is not null)
