-- one row per content of the remittance lines of earlier tables, with the number of its copies
with earlier_file as (
    select file_id
    from input_file
    where kind like '%remittance%' and file_id <> (select file_id from temp_shape)
)
, adjustment as (
    select
        claim_key, line_key,
        list({'group_code': group_code, 'carc': carc, 'amount': amount} order by sequence) as adjustments
    from remit_adjustment
    where file_id in (select file_id from earlier_file)
    group by claim_key, line_key
)
, line as (
    select claim_key, line_key, payment_key, patient_id, line_control, code, modifiers, units, charge, paid, allowed,
        patient_resp, dos, remarks
    from remit_line
    where file_id in (select file_id from earlier_file)
    union all
    select claim_key, null, payment_key, patient_record_id, null, null, null, null, charge, paid, null,
        patient_resp, statement_from, remarks
    from remit_claim
    where file_id in (select file_id from earlier_file) and claim_key not in (select claim_key from remit_line)
)
select
    line_content(
        payment.payer_name, payment.payer_id, payment.trace_number, payment.payment_date, claim.claim_id,
        claim.payer_claim_id, line.patient_id, line.line_control, line.code, line.modifiers, line.units, line.charge,
        line.paid, line.allowed, line.patient_resp, line.dos, adjustment.adjustments, line.remarks
    ) as content,
    count(*) as copies
from line
join remit_claim as claim on claim.claim_key = line.claim_key
join remit_payment as payment on payment.payment_key = line.payment_key and not payment.is_duplicate
left join adjustment
    on adjustment.claim_key = line.claim_key and adjustment.line_key is not distinct from line.line_key
group by content
