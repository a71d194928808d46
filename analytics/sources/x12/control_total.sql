-- one row per control total of the file, then one per failed check
-- in_file is what the raw segments hold, loaded and duplicate are read back from the tables: a row or a dollar lost on
-- the way is a difference.
with batch as (
    select file_id from x12_batch
),
line as (
    select
        payment.is_duplicate, line.charge, line.paid
    from remit_line as line
    join remit_payment as payment on payment.payment_key = line.payment_key
    where line.file_id = (select file_id from batch)
),
line_sum as (
    select is_duplicate, count(*) as rows, sum(charge) as charge, sum(paid) as paid from line group by is_duplicate
    union all by name
    select
        payment.is_duplicate, sum(rows_bare) as rows, sum(charge_bare) as charge, sum(paid_bare) as paid
    from x12_tally
    join remit_payment as payment on payment.payment_key = x12_tally.payment_key
    group by payment.is_duplicate
),
raw as (
    select
        sum(rows) as rows, sum(charge) as charge, sum(paid) as paid,
        sum(rows_rejected) as rows_rejected, sum(charge_rejected) as charge_rejected,
        sum(paid_rejected) as paid_rejected
    from x12_tally
),
payment as (
    select is_duplicate, sum(amount) as amount
    from remit_payment
    where file_id = (select file_id from batch)
    group by is_duplicate
),
provider as (
    select payment.is_duplicate, sum(adjustment.amount) as amount
    from remit_provider_adjustment as adjustment
    join remit_payment as payment on payment.payment_key = adjustment.payment_key
    where adjustment.file_id = (select file_id from batch)
    group by payment.is_duplicate
),
raw_payment as (
    select sum(amount) as amount from x12_payment
),
raw_provider as (
    select sum(x12_amount(elements[4 + 2 * pair])) as amount
    from (
        select elements, unnest(range(0, greatest((len(elements) - 1) // 2, 0))) as pair
        from x12_envelope
        where id = 'PLB' and is_835 and payment_row is not null
    )
),
outcome as (
    select 'rows' as measure, is_duplicate, rows::decimal(18, 2) as amount from line_sum
    union all by name
    select 'charge' as measure, is_duplicate, charge as amount from line_sum
    union all by name
    select 'paid' as measure, is_duplicate, paid as amount from line_sum
    union all by name
    select 'payment' as measure, is_duplicate, amount from payment
    union all by name
    select 'provider_adjustment' as measure, is_duplicate, amount from provider
),
outcome_sum as (
    select
        measure,
        sum(amount) filter (not is_duplicate) as loaded,
        sum(amount) filter (is_duplicate) as duplicate
    from outcome
    group by measure
),
input as (
    select 1 as position, 'rows' as measure, rows as in_file, rows_rejected as rejected from raw
    union all by name
    select 2 as position, 'charge' as measure, charge as in_file, charge_rejected as rejected from raw
    union all by name
    select 3 as position, 'paid' as measure, paid as in_file, paid_rejected as rejected from raw
    union all by name
    select 4 as position, 'payment' as measure, amount as in_file, 0 as rejected from raw_payment
    union all by name
    select 5 as position, 'provider_adjustment' as measure, amount as in_file, 0 as rejected from raw_provider
),
total as (
    select
        position, input.measure,
        coalesce(in_file, 0) as in_file, coalesce(loaded, 0) as loaded,
        coalesce(rejected, 0) as rejected, coalesce(duplicate, 0) as duplicate
    from input
    left join outcome_sum on outcome_sum.measure = input.measure
),
entry as (
    select
        measure, null::varchar as reference, in_file, loaded, rejected, duplicate,
        in_file - loaded - rejected - duplicate as difference, position, null::bigint as row_no
    from total
    union all by name
    select measure, reference, difference, 6 as position, row_no from x12_envelope_check
    union all by name
    select measure, reference, difference, 6 as position, row_no from x12_balance
)
select batch.file_id, measure, reference, in_file, loaded, rejected, duplicate, difference
from entry cross join batch
order by position, row_no, measure
