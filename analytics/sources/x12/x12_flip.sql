-- one row per payment whose is_duplicate is to change: of the files of the load and of those that share a transaction
select payment.payment_key, payment.file_id, duplicate.payment_key is not null as is_duplicate
from remit_payment as payment
left join x12_duplicate as duplicate on duplicate.payment_key = payment.payment_key
where payment.is_duplicate <> (duplicate.payment_key is not null)
    and payment.file_id not in (select file_id from input_file where kind = 'remittance')
    and (
        duplicate.payment_key is not null
        or payment.file_id in (select file_id from x12_file)
        or hash(coalesce(payer_tin, payer_name), trace_number, amount, payment_date) in (
            select hash(coalesce(payer_tin, payer_name), trace_number, amount, payment_date)
            from remit_payment
            where file_id in (select file_id from x12_file)
        )
    )
