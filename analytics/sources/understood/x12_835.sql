-- one row per remitted line (or claim, or payment without either) with its adjustments, as it was understood
with adjusted as (
    select line_key, string_agg(concat_ws(' ', group_code, carc, amount), '; ' order by sequence) as adjustments
    from remit_adjustment
    where line_key is not null and file_id = $file_id
    group by line_key
)
select coalesce(l.row_no, c.row_no, p.row_no) as "row", p.payer_name, p.trace_number as check_number, p.payment_date,
    c.claim_id, c.status, l.patient_id, l.dos, l.code, l.modifiers, l.units, coalesce(l.charge, c.charge) as charge, l.allowed,
    coalesce(l.paid, c.paid) as paid, l.patient_resp, a.adjustments, l.remarks,
    case when c.claim_key is null then p.amount end as check_amount
from remit_payment as p
left join remit_claim as c on c.payment_key = p.payment_key
left join remit_line as l on l.claim_key = c.claim_key
left join adjusted as a on a.line_key = l.line_key
where p.file_id = $file_id
order by p.payment_key, c.claim_key, l.line_key
