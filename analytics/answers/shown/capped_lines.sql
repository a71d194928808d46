-- one row per line above a payer's daily cap: what the cap leaves of it, and what it does not
-- inputs: line_price, line_day, billed_line, payer_day, input_file
-- rule: above a daily cap nothing is owed, so nothing of it is a leak
with above as (
    select p.line_key, p.units_billed, p.billed, p.above_cap, p.cap_kind
    from line_price AS p
    join line_day AS y on y.line_key = p.line_key
    where p.above_cap > 0 and selected(y.cut_no, y.dos, y.submit_date, y.answer_date, $filter)
),
line as (
    select * from billed_line
    where line_key in (select line_key from above)
)
select b.payer, b.dos, b.patient_id, b.cpt, a.units_billed, 'cap_' || a.cap_kind AS cap_kind, d.daily_cap_amount AS cap_amount, a.above_cap,
    a.billed AS within_cap, b.provider, b.claim_id, b.line_no, d.source AS rule_source, f.name AS file, b.row_no
from above AS a
join line AS b on b.line_key = a.line_key
left join payer_day AS d on d.rule_payer_no = b.rule_payer_no and d.dos = b.dos
left join input_file AS f on f.file_id = b.file_id
order by a.above_cap desc, b.dos, b.line_key
