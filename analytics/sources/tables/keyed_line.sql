-- one row per service line of a remittance table with the keys of its line, claim and payment
with keyed as (
    select *,
        (select file_id from temp_shape) as file_id,
        ((select file_id from temp_shape)::bigint << 32) as base,
        min(ordinal) over (
            partition by payer_name, payer_id, check_number, paid_date, is_duplicate
        ) as payment_ordinal,
        min(ordinal) over (
            partition by payer_name, payer_id, check_number, paid_date, is_duplicate, claim_name, is_reversal
        ) as claim_ordinal
    from temp_line
)
select *,
    base + ordinal as line_key,
    base + claim_ordinal as claim_key,
    base + payment_ordinal as payment_key,
    row_number() over (partition by claim_ordinal order by ordinal)::integer as sequence
from keyed
