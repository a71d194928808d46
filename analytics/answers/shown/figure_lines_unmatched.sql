-- one row per remitted line that answers no billed line, whatever is filtered, the most paid first
-- inputs: remitted_line, match, input_file
select r.claim_id, r.dos, r.payer_name AS payer, r.cpt, r.payment_date AS answered_on, r.charge, r.paid, f.name AS file, r.row_no, 1 AS amount
from remitted_line AS r
left join input_file AS f on f.file_id = r.file_id
where r.is_standing and r.remitted_key not in (select remitted_key from match)
order by r.paid desc nulls last, r.charge desc nulls last, r.remitted_key
