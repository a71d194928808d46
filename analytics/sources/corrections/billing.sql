-- one row per billed line of an earlier file that file $file_id holds with other content: row_key
-- rule: the same line is the same patient, date, code, claim and line number. What else is the same line depends on whether the
-- new file is the earlier export made again: at least half of its rows on the days of the earlier file stand in that file as well
-- (patient, date, code, and whatever both tell of units, charge, payer, therapist and name), so that another clinic's export, with
-- patient numbers of its own, corrects nothing. Then the same claim and line number is the same line whatever was corrected, if both files have it once;
-- and what is left is paired by patient, date and code in the order it stands.
-- A negative row takes a charge back and corrects nothing; lines said again in the same words are duplicates already.
with line as (
    select row_key, file_id, is_duplicate, practice, patient_id, name_words(patient_name) as person, claim_id, line_no,
        is_later_payer(payer_order) as is_later, dos, cpt, units, charge, payer_name, rendering_provider,
        list_sort(coalesce(modifiers, [])) as modifiers
    from billing_row
    where (not is_duplicate or file_id = $file_id) and coalesce(charge, units) >= 0
)
, fresh as (
    select * from line where file_id = $file_id
)
, known as (
    select * from line
    where file_id < $file_id and not is_duplicate
        and dos between (select min(dos) from fresh) - 31 and (select max(dos) from fresh) + 31
)
, strict as (
    select k.row_key, f.row_key as fresh_key
    from known as k
    join fresh as f
        on f.patient_id = k.patient_id and f.claim_id = k.claim_id and f.line_no = k.line_no and f.dos = k.dos
    where not f.is_duplicate and f.practice is not distinct from k.practice and f.is_later = k.is_later and f.cpt = k.cpt
)
, span as (
    select file_id, min(dos) as first_day, max(dos) as last_day from known group by file_id
)
, same as ( -- lines of the new file that an earlier one has
    select distinct k.file_id, f.row_key
    from known as k
    join fresh as f on f.patient_id = k.patient_id and f.dos = k.dos and f.cpt = k.cpt
    where f.units = k.units and coalesce(f.charge = k.charge, true)
        and coalesce(f.practice = k.practice, true) and coalesce(f.payer_name = k.payer_name, true)
        and coalesce(f.rendering_provider = k.rendering_provider, true) and coalesce(f.person = k.person, true)
)
, again as ( -- earlier files that the new one is made again from
    select s.file_id
    from span as s
    join fresh as f on f.dos between s.first_day and s.last_day
    left join same as e on e.file_id = s.file_id and e.row_key = f.row_key
    group by s.file_id
    having count(e.row_key) * 2 >= count(*)
)
, repeated as ( -- what the new file says again in the same words is neither corrected nor corrects
    select k.row_key
    from known as k
    join fresh as f on f.patient_id = k.patient_id and f.dos = k.dos and f.cpt = k.cpt
    where f.is_duplicate and f.units = k.units and f.charge is not distinct from k.charge and f.modifiers = k.modifiers
        and f.claim_id is not distinct from k.claim_id and f.line_no is not distinct from k.line_no
)
, named_known as (
    select *, count(*) over (partition by file_id, claim_id, line_no, is_later) as copies
    from known
    where file_id in (select file_id from again) and claim_id is not null and line_no is not null
)
, named_fresh as (
    select *, count(*) over (partition by claim_id, line_no, is_later) as copies
    from fresh
    where claim_id is not null and line_no is not null
)
, by_line as (
    select k.row_key, f.row_key as fresh_key
    from named_known as k
    join named_fresh as f on f.claim_id = k.claim_id and f.line_no = k.line_no and f.is_later = k.is_later
    where k.copies = 1 and f.copies = 1 and not f.is_duplicate and coalesce(f.practice = k.practice, true)
)
, paired as (
    select * from strict union select * from by_line
)
, left_known as (
    select *, row_number() over (partition by file_id, patient_id, dos, cpt, is_later order by row_key) as place
    from known
    where file_id in (select file_id from again) and row_key not in (select row_key from paired)
        and row_key not in (select row_key from repeated)
)
, left_fresh as (
    select *, row_number() over (partition by patient_id, dos, cpt, is_later order by row_key) as place
    from fresh
    where not is_duplicate and row_key not in (select fresh_key from paired)
)
select row_key from paired
union
select k.row_key
from left_known as k
join left_fresh as f
    on f.patient_id = k.patient_id and f.dos = k.dos and f.cpt = k.cpt and f.is_later = k.is_later and f.place = k.place
where coalesce(f.practice = k.practice, true)
    -- two claims that both have a number, and not the same, are two claims
    and coalesce(f.claim_id = k.claim_id, true)
