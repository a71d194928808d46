-- one row per balance check of the files that failed, named by transaction, claim and line
-- Payment: BPR02 = sum of CLP04 - sum of PLB amounts (X12 RFI 358, 2601), withheld where one of them cannot be read.
-- BPR03 = D changes no sign: it too moves money to the provider.
with provider as (
    select payment_key, sum(amount) as amount, count(*) filter (amount is null) as unread
    from remit_provider_adjustment
    where file_id in (select file_id from x12_file)
    group by payment_key
),
claims as (
    select payment_key, sum(claims_paid) as paid, sum(claims_unread) as unread from x12_tally group by payment_key
),
payment as (
    select
        payment.payment_key, payment.file_id, payment.row_no,
        concat_ws(' ', 'ST', transaction_control, 'trace ' || trace_number) as reference,
        payment.amount - (coalesce(claims.paid, 0) - coalesce(provider.amount, 0)) as difference,
        coalesce(claims.unread, 0) + coalesce(provider.unread, 0) as unread
    from x12_payment as payment
    left join claims on claims.payment_key = payment.payment_key
    left join provider on provider.payment_key = payment.payment_key
)
select file_id, 'payment_balance' as measure, reference, row_no, difference
from payment
where difference <> 0 and unread = 0
union all by name
select
    payment.file_id,
    failure.measure,
    concat_ws(' ', payment.reference, 'claim ' || failure.claim_id, 'line ' || failure.line)
    || coalesce(': ' || failure.note, '') as reference,
    failure.row_no,
    failure.difference
from x12_failure as failure
join payment on payment.payment_key = failure.payment_key
