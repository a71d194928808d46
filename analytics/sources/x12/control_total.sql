-- one row per file and control total, then one per failed check of the file
-- in_file is what the raw segments hold, loaded and duplicate are read back from the tables: a row or a dollar lost on
-- the way is a difference.
with payment as (
    select payment_key, file_id, is_duplicate, amount
    from remit_payment
    where file_id in (select file_id from x12_file)
),
line as (
    select payment.file_id, payment.is_duplicate, line.charge, line.paid
    from remit_line as line
    join payment on payment.payment_key = line.payment_key
    where line.file_id in (select file_id from x12_file)
),
line_sum as (
    select file_id, is_duplicate, count(*) as rows, sum(charge) as charge, sum(paid) as paid
    from line
    group by file_id, is_duplicate
    union all by name
    select
        payment.file_id, payment.is_duplicate,
        sum(rows_bare) as rows, sum(charge_bare) as charge, sum(paid_bare) as paid
    from x12_tally
    join payment on payment.payment_key = x12_tally.payment_key
    group by payment.file_id, payment.is_duplicate
),
payment_sum as (
    select file_id, is_duplicate, sum(amount) as amount from payment group by file_id, is_duplicate
),
provider_sum as (
    select payment.file_id, payment.is_duplicate, sum(adjustment.amount) as amount
    from remit_provider_adjustment as adjustment
    join payment on payment.payment_key = adjustment.payment_key
    group by payment.file_id, payment.is_duplicate
),
outcome as (
    select file_id, 'rows' as measure, is_duplicate, rows::decimal(18, 2) as amount from line_sum
    union all by name
    select file_id, 'charge' as measure, is_duplicate, charge as amount from line_sum
    union all by name
    select file_id, 'paid' as measure, is_duplicate, paid as amount from line_sum
    union all by name
    select file_id, 'payment' as measure, is_duplicate, amount from payment_sum
    union all by name
    select file_id, 'provider_adjustment' as measure, is_duplicate, amount from provider_sum
),
outcome_sum as (
    select
        file_id, measure,
        sum(amount) filter (not is_duplicate) as loaded,
        sum(amount) filter (is_duplicate) as duplicate
    from outcome
    group by file_id, measure
),
raw as (
    select
        file_id, sum(rows) as rows, sum(charge) as charge, sum(paid) as paid,
        sum(rows_rejected) as rows_rejected, sum(charge_rejected) as charge_rejected,
        sum(paid_rejected) as paid_rejected
    from x12_tally
    group by file_id
),
raw_payment as (
    select file_id, sum(amount) as amount from x12_payment group by file_id
),
raw_provider as (
    select file_id, sum(x12_amount(elements[4 + 2 * pair])) as amount
    from (
        select file_id, elements, unnest(range(0, greatest((len(elements) - 1) // 2, 0))) as pair
        from x12_envelope
        where id = 'PLB' and is_835 and payment_row is not null
    )
    group by file_id
),
input as (
    select file_id, 'rows' as measure, rows as in_file, rows_rejected as rejected from raw
    union all by name
    select file_id, 'charge' as measure, charge as in_file, charge_rejected as rejected from raw
    union all by name
    select file_id, 'paid' as measure, paid as in_file, paid_rejected as rejected from raw
    union all by name
    select file_id, 'payment' as measure, amount as in_file, 0 as rejected from raw_payment
    union all by name
    select file_id, 'provider_adjustment' as measure, amount as in_file, 0 as rejected from raw_provider
),
measured as (
    -- a file without a line or a PLB has its five totals too
    select x12_file.file_id, measure.position, measure.measure
    from x12_file
    cross join (
        values (1, 'rows'), (2, 'charge'), (3, 'paid'), (4, 'payment'), (5, 'provider_adjustment')
    ) as measure(position, measure)
),
total as (
    select
        measured.file_id, measured.position, measured.measure,
        coalesce(in_file, 0) as in_file, coalesce(loaded, 0) as loaded,
        coalesce(rejected, 0) as rejected, coalesce(duplicate, 0) as duplicate
    from measured
    left join input on input.file_id = measured.file_id and input.measure = measured.measure
    left join outcome_sum on outcome_sum.file_id = measured.file_id and outcome_sum.measure = measured.measure
),
entry as (
    select
        file_id, measure, null::varchar as reference, in_file, loaded, rejected, duplicate,
        in_file - loaded - rejected - duplicate as difference, position, null::bigint as row_no
    from total
    union all by name
    select file_id, measure, reference, difference, 6 as position, row_no from x12_envelope_check
    union all by name
    select file_id, measure, reference, difference, 6 as position, row_no from x12_balance
)
select file_id, measure, reference, in_file, loaded, rejected, duplicate, difference
from entry
order by file_id, position, row_no, measure
