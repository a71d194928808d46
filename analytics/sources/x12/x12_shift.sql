-- one row per file and control total: what of it moves from loaded to duplicate with the payments of x12_flip
-- A row is a service line, or a claim without lines: one that no line follows, loaded or rejected.
with payment as (
    select
        payment.payment_key, payment.file_id, payment.amount,
        case when flip.is_duplicate then 1 else -1 end as direction
    from remit_payment as payment
    join x12_flip as flip on flip.payment_key = payment.payment_key
),
event as (
    -- where in the file claims and payments start, and lines and claims that were rejected
    select file_id, row_no, false as is_line
    from remit_payment where file_id in (select file_id from x12_flip)
    union all by name
    select file_id, row_no, false as is_line from remit_claim where file_id in (select file_id from x12_flip)
    union all by name
    select file_id, row_no, starts_with(column_name, 'SVC') as is_line
    from reject
    where file_id in (select file_id from x12_flip)
        and (starts_with(column_name, 'SVC') or starts_with(column_name, 'CLP') or column_name = 'ST01')
),
followed as (
    select file_id, row_no, lead(is_line, 1, false) over (partition by file_id order by row_no) as has_line
    from (select file_id, row_no, bool_or(is_line) as is_line from event group by file_id, row_no)
),
entry as (
    select payment.file_id, payment.direction, line.charge, line.paid
    from remit_line as line
    join payment on payment.payment_key = line.payment_key
    union all by name
    select payment.file_id, payment.direction, claim.charge, claim.paid
    from remit_claim as claim
    join payment on payment.payment_key = claim.payment_key
    join followed on followed.file_id = claim.file_id and followed.row_no = claim.row_no
    anti join remit_line as line on line.claim_key = claim.claim_key
    where not followed.has_line
),
provider as (
    select payment.file_id, payment.direction, adjustment.amount
    from remit_provider_adjustment as adjustment
    join payment on payment.payment_key = adjustment.payment_key
)
select file_id, 'rows' as measure, sum(direction)::decimal(18, 2) as amount from entry group by file_id
union all by name
select file_id, 'charge' as measure, sum(direction * charge) as amount from entry group by file_id
union all by name
select file_id, 'paid' as measure, sum(direction * paid) as amount from entry group by file_id
union all by name
select file_id, 'payment' as measure, sum(direction * amount) as amount from payment group by file_id
union all by name
select file_id, 'provider_adjustment' as measure, sum(direction * amount) as amount from provider group by file_id
