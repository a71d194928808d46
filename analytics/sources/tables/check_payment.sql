-- one row per accepted row of a list of checks; is_duplicate where the payment is there already, from a list or an 835
with accepted as (
    select *, coalesce(check_amount, paid) as amount
    from temp_value
    where ordinal not in (select ordinal from temp_fault where fatal)
)
, counted as (
    select *, row_number() over (partition by lower(payer_name), payer_id, check_number, paid_date, amount order by ordinal) as copy
    from accepted
)
select ordinal, sheet, row_no, payer_name, payer_id, check_number, paid_date, amount,
    copy > 1 or exists (
        select 1
        from remit_payment as earlier
        where earlier.trace_number = counted.check_number and earlier.amount = counted.amount
            and not earlier.is_duplicate
            and (
                lower(earlier.payer_name) = lower(counted.payer_name) or earlier.payer_id = counted.payer_id
                or earlier.payment_date = counted.paid_date or earlier.payment_date is null or counted.paid_date is null
            )
    ) as is_duplicate,
    1 as rows, null::decimal(12, 2) as stated_charge, paid as stated_paid
from counted
