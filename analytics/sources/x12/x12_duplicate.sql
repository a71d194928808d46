-- one row per payment that repeats another: of those that share their transaction with a file of the load
-- The same transaction has the same payer (TRN03, else its name), trace, amount and date, and the same body: the
-- claims, lines, adjustments and provider adjustments as they were read, so that line breaks, delimiters and envelopes
-- make no difference. A body that is a part of a fuller one is a copy too, one whose file broke off. The fullest copy
-- counts, among equals the earliest. Payments of remittance tables are judged where those are read.
with payment as (
    select
        payment_key, file_id, trace_number is not null as is_traced,
        hash(coalesce(payer_tin, payer_name), trace_number, amount, payment_date) as transaction
    from remit_payment
    where file_id not in (select file_id from input_file where kind = 'remittance')
),
alike as (
    select *
    from payment
    qualify count(*) over (partition by transaction) > 1
        and bool_or(file_id in (select file_id from x12_file)) over (partition by transaction)
),
claim as (
    select remit_claim.* from remit_claim join alike on alike.payment_key = remit_claim.payment_key
),
item as (
    -- named by its place and what its own segment says; detail: what other segments add, lost first where a file ends
    select
        payment_key,
        hash('claim', sequence, claim_id, status, charge, paid, patient_resp, payer_claim_id) as item,
        (patient_member_id is not null)::integer + (patient_record_id is not null)::integer
        + (statement_from is not null)::integer + len(remarks) as detail
    from claim
    union all by name
    select
        line.payment_key,
        hash(
            'line', claim.sequence, line.sequence, line.code, line.modifiers, line.submitted_code, line.charge,
            line.paid, line.units
        ) as item,
        (line.line_control is not null)::integer + (line.allowed is not null)::integer + len(line.remarks) as detail
    from remit_line as line
    join claim on claim.claim_key = line.claim_key
    union all by name
    select
        claim.payment_key,
        hash(
            'adjustment', claim.sequence, adjustment.line_key - adjustment.claim_key, adjustment.sequence,
            adjustment.group_code, adjustment.carc, adjustment.amount, adjustment.quantity
        ) as item,
        0 as detail
    from remit_adjustment as adjustment
    join claim on claim.claim_key = adjustment.claim_key
    union all by name
    select
        provider.payment_key,
        hash('provider', provider.provider, provider.reason, provider.reference, provider.amount) as item,
        0 as detail
    from remit_provider_adjustment as provider
    join alike on alike.payment_key = provider.payment_key
),
body as (
    -- sums, because they need no order
    select payment_key, count(*) as items, sum(item::hugeint) as items_hash, sum(detail) as detail
    from item
    group by payment_key
),
numbered as (
    select
        alike.payment_key, transaction, is_traced, coalesce(items, 0) as items,
        row_number() over (
            partition by transaction, items, items_hash order by detail desc nulls last, alike.payment_key
        ) as occurrence,
        first_value(alike.payment_key) over (
            partition by transaction order by items desc nulls last, detail desc nulls last, alike.payment_key
        ) as fullest_key
    from alike
    left join body on body.payment_key = alike.payment_key
),
shorter as (
    select * from numbered where occurrence = 1 and is_traced and payment_key <> fullest_key
),
held as (
    select shorter.payment_key, count(*) as items
    from shorter
    join item as own on own.payment_key = shorter.payment_key
    where exists (select 1 from item as other where other.payment_key = shorter.fullest_key and other.item = own.item)
    group by shorter.payment_key
)
select payment_key from numbered where occurrence > 1
union all by name
select shorter.payment_key
from shorter
left join held on held.payment_key = shorter.payment_key
where coalesce(held.items, 0) = shorter.items
