-- one row: what this report was made from: as-of day, the last days of data, a word for the payer rules in force
-- inputs: setting, billed_line, remit_payment, minutes_row, payer_rule
-- rules_stamp: the same for the same rules, whatever made them
select s.as_of, s.locality, (select max(dos) from billed_line) AS billed_to, (select max(payment_date) from remit_payment) AS paid_to,
    (select max(dos) from minutes_row) AS documented_to,
    (select string_agg(distinct practice, ', ' order by practice) from billed_line) AS practices,
    (select left(md5(string_agg(cast(r AS varchar), '|' order by r.payer, r.effective_from)), 8) from payer_rule AS r) AS rules_stamp
from setting AS s
