-- one row per line above a payer's daily cap: what the cap leaves of it, and what it does not
-- inputs: line_price, billed_line, payer_day, input_file
-- rule: above a daily cap nothing is owed, so nothing of it is a leak
with above as (
    select line_key, day_key, units_billed, billed, above_cap, cap_kind
    from line_price
    where above_cap > 0 and line_key is not null and selected(null, null, null, cpt, dos,
        struct_update($filter, payers := [], providers := [], locations := []))
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
where selected(b.payer, b.provider, b.location, b.cpt, b.dos, $filter)
order by a.above_cap desc, b.dos, b.line_key
