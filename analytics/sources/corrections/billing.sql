-- one row per billed line of an earlier file that file $file_id holds with other content: row_key
-- rule: the same line is the same patient, date, claim and line number (and payer order); where an export has no line ids,
-- the same patient, date and code in the order they stand, and only where at least half of the rows the new file has for
-- the days of the earlier one are lines of the earlier one: then it is the same export made again, not another clinic's.
-- A negative row takes a charge back and corrects nothing.
with line as (
    select row_key, file_id, is_duplicate, practice, patient_id, claim_id, line_no, payer_order, dos, cpt, units, charge,
        list_sort(coalesce(modifiers, [])) as modifiers
    from billing_row
    where (not is_duplicate or file_id = $file_id) and coalesce(charge, units) >= 0
)
, fresh as (
    select * from line where file_id = $file_id
)
, known as (
    select * from line
    where file_id <> $file_id and not is_duplicate and dos between (select min(dos) from fresh) and (select max(dos) from fresh)
)
, numbered as (
    select k.row_key
    from known as k
    join fresh as f
        on f.patient_id = k.patient_id and f.claim_id = k.claim_id and f.line_no = k.line_no and f.dos = k.dos
    where not f.is_duplicate and f.practice is not distinct from k.practice
        and f.payer_order is not distinct from k.payer_order
)
, span as (
    select file_id, min(dos) as first_day, max(dos) as last_day from known where line_no is null or claim_id is null group by file_id
)
, known_key as (
    select distinct file_id, patient_id, dos, cpt from known
)
, share as ( -- how much of the new file, on the days of each earlier one, is there already
    select s.file_id, count(k.file_id) as same, count(*) as rows
    from span as s
    join fresh as f on f.dos between s.first_day and s.last_day
    left join known_key as k
        on k.file_id = s.file_id and k.patient_id = f.patient_id and k.dos = f.dos and k.cpt = f.cpt
    group by s.file_id
)
, left_over as ( -- lines the new file says again in the same words correct nothing and are not corrected
    select k.*, row_number() over (
        partition by k.file_id, k.practice, k.patient_id, k.dos, k.cpt order by k.row_key) as place
    from known as k
    where k.file_id in (select file_id from share where same * 2 >= rows)
        and (k.line_no is null or k.claim_id is null)
        and not exists (
            select 1 from fresh as f
            where f.is_duplicate and f.patient_id = k.patient_id and f.dos = k.dos and f.cpt = k.cpt and f.units = k.units
                and f.charge is not distinct from k.charge and f.modifiers = k.modifiers
        )
)
, changed as (
    select *, row_number() over (partition by practice, patient_id, dos, cpt order by row_key) as place
    from fresh
    where not is_duplicate
)
select row_key from numbered
union
select k.row_key
from left_over as k
join changed as f
    on f.patient_id = k.patient_id and f.dos = k.dos and f.cpt = k.cpt and f.place = k.place
        and f.practice is not distinct from k.practice
