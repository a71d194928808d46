-- one row per row that found no counterpart, whichever way it is missing: unmatched.csv
-- side: remittance (answers no billed line), minutes (belong to no billed visit), claim (837P line no billing row has),
-- billing (no remittance answers it), billing_minutes (timed line of a billing file without documented minutes), opening_balance (of
-- a patient no billed line is of; charge is its amount)
select 'remittance' AS side, f.name AS file, r.row_no AS row, r.claim_id, r.dos, r.cpt, r.charge
from remitted_line AS r
join input_file AS f on f.file_id = r.file_id
where r.is_standing and r.remitted_key not in (select remitted_key from match)
union all
select 'minutes', f.name, m.row_no, null, m.dos, m.cpt, null
from minutes_row AS m
join input_file AS f on f.file_id = m.file_id
where not m.is_duplicate and m.row_key not in (select row_key from documented)
union all
select 'claim', f.name, s.row_no, s.claim_id, s.dos, s.cpt, s.charge
from submitted_bill AS s
join input_file AS f on f.file_id = s.file_id
where s.row_key not in (select submitted_key from submitted_match) and not is_later_payer(s.payer_order)
    and not s.is_void and exists (select 1 from billing_row)
union all
select 'billing', f.name, b.row_no, b.claim_id, b.dos, b.cpt, b.charge
from billed_line AS b
join input_file AS f on f.file_id = b.file_id
where b.is_primary and b.line_key not in (select line_key from match where is_standing)
union all
select 'billing_minutes', f.name, b.row_no, b.claim_id, b.dos, b.cpt, b.charge
from unit_audit AS u
join billed_line AS b on b.line_key = u.line_key
join input_file AS f on f.file_id = b.file_id
where u.minutes is null and exists (select 1 from minutes_row)
union all
select 'opening_balance', f.name, o.row_no, null, null, null, o.amount
from opening_balance AS o
join input_file AS f on f.file_id = o.file_id
where not o.is_duplicate and not exists (
    select 1 from patient AS k
    where k.patient_id = o.patient_id and (k.practice = o.practice or k.practice is null or o.practice is null))
order by 1, 2, 3, 4, 5, 6, 7
