-- one row per payment of the files that repeats an earlier one, of these files or of one loaded before
-- The same transaction has the same payer (TRN03, else its name), trace, amount and date, and the same body. The body
-- is compared as it was read, so that line breaks, delimiters and envelopes make no difference; it is read only for
-- payments that share the four. The earlier payment stays.
with payment as (
    select
        payment_key, false as is_new, coalesce(payer_tin, payer_name) as payer, trace_number, amount, payment_date
    from remit_payment
    union all by name
    select
        payment_key, true as is_new, coalesce(payer_tin, payer_name) as payer, trace_number, amount, payment_date
    from x12_payment
),
alike as (
    select *
    from payment
    qualify count(*) over (partition by payer, trace_number, amount, payment_date) > 1
),
claim as (
    select remit_claim.* from remit_claim join alike on alike.payment_key = remit_claim.payment_key
),
body as (
    select
        payment_key,
        hash('claim', sequence, claim_id, status, charge, paid, patient_resp, payer_claim_id, patient_member_id) as item
    from claim
    union all by name
    select
        line.payment_key,
        hash(
            'line', claim.sequence, line.sequence, line.code, line.modifiers, line.submitted_code, line.charge,
            line.paid, line.units, line.dos, line.line_control, line.remarks
        ) as item
    from remit_line as line
    join claim on claim.claim_key = line.claim_key
    union all by name
    select
        claim.payment_key,
        hash(
            'adjustment', claim.sequence, adjustment.line_key - adjustment.claim_key, adjustment.sequence,
            adjustment.group_code, adjustment.carc, adjustment.amount, adjustment.quantity
        ) as item
    from remit_adjustment as adjustment
    join claim on claim.claim_key = adjustment.claim_key
    union all by name
    select
        provider.payment_key,
        hash('provider', provider.provider, provider.reason, provider.reference, provider.amount) as item
    from remit_provider_adjustment as provider
    join alike on alike.payment_key = provider.payment_key
),
fingerprint as (
    -- a sum, because it needs no order: every item names its own place
    select payment_key, count(*) as items, sum(item::hugeint) as items_hash from body group by payment_key
),
numbered as (
    select
        alike.payment_key, alike.is_new,
        row_number() over (
            partition by payer, trace_number, amount, payment_date, items, items_hash order by alike.payment_key
        ) as occurrence
    from alike
    left join fingerprint on fingerprint.payment_key = alike.payment_key
)
select payment_key
from numbered
where occurrence > 1 and is_new
