-- one row per remitted or documented row that no billed line answers to, and billed line nobody answered: unmatched.csv
select 'remittance' AS side, f.name AS file, r.row_no AS row, r.claim_id, r.dos, r.cpt, r.charge
from remitted_line AS r
join input_file AS f on f.file_id = r.file_id
where r.remitted_key not in (select remitted_key from match)
union all
select 'minutes', f.name, m.row_no, null, m.dos, m.cpt, null
from minutes_row AS m
join input_file AS f on f.file_id = m.file_id
where not m.is_duplicate and m.row_key not in (select row_key from documented)
union all
select 'billing', f.name, b.row_no, b.claim_id, b.dos, b.cpt, b.charge
from billed_line AS b
join input_file AS f on f.file_id = b.file_id
where b.is_primary and b.line_key not in (select line_key from match)
order by 1, 2, 3
