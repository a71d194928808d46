-- one row per submitted claim whose is_duplicate is to change
-- Judged over all claims, by their order in the files. A claim is a duplicate where
-- - its whole transaction came before: same control numbers (interchange, group, transaction), same batch (BHT03,
--   BHT04), same set of claims (id, charge, frequency, payer); or
-- - the same claim came in an earlier transaction: everything it says is the same, its lines and what other payers paid
--   included; only the envelope, the day it was sent and its place in the file may differ.
-- The same claim with other content is no duplicate: it is a later version of the first.
with claim as (
    select
        *,
        hash(claim_id, charge, frequency, payer_sequence, payer_name, payer_id) as identity,
        hash(interchange_control, group_control, transaction_control, batch_reference, submit_date) as sent_as
    from submitted_claim
),
stepped as (
    -- a transaction starts where the control numbers change, or the numbers of its claims do not rise
    select
        *,
        coalesce(
            file_id = lag(file_id) over in_order and sent_as = lag(sent_as) over in_order
            and sequence > lag(sequence) over in_order, false
        ) as goes_on
    from (select claim_key, file_id, sequence, sent_as, identity, batch_reference, submit_date from claim)
    window in_order as (order by claim_key)
),
placed as (
    select
        claim_key, sent_as, identity, batch_reference is not null and submit_date is not null as is_named,
        max(case when goes_on then null else claim_key end) over (
            order by claim_key rows unbounded preceding
        ) as transaction_key
    from stepped
),
transaction as (
    select
        transaction_key, sent_as, bool_and(is_named) as is_named, count(*) as claims,
        sum(identity::hugeint) as identities
    from placed
    group by transaction_key, sent_as
),
repeated as (
    select transaction_key
    from transaction
    where is_named
    qualify row_number() over (partition by sent_as, claims, identities order by transaction_key) > 1
),
alike as (
    select placed.claim_key, placed.identity, placed.transaction_key
    from placed
    qualify count(*) over (partition by identity) > 1
),
said as (
    select
        claim.claim_key,
        hash(
            'claim', pos, original_reference, auth_number, referral_number, filing_code,
            billing_name, billing_npi, billing_tin, subscriber_member_id, subscriber_last, subscriber_first,
            patient_last, patient_first, dob, rendering_name, rendering_npi, supervising_name, supervising_npi,
            referring_name, referring_npi, dx, patient_paid, onset_date, note_text
        ) as item
    from claim
    join alike using (claim_key)
    union all by name
    select
        line.claim_key,
        hash(
            'line', sequence, line_no, line_control, code, modifiers, charge, units, minutes, pos, dx_pointers,
            dos, dos_to, rendering_name, rendering_npi, supervising_name, supervising_npi, auth_number, note_text
        ) as item
    from submitted_line as line
    join alike using (claim_key)
    union all by name
    select
        payer.claim_key,
        hash(
            'payer', sequence, payer_sequence, filing_code, payer_name, payer_id, payer_claim_id, paid, patient_resp,
            paid_date
        ) as item
    from submitted_payer as payer
    join alike using (claim_key)
    union all by name
    select
        payment.claim_key,
        hash(
            'payment', line_key - claim_key, sequence, payer_id, paid, code, modifiers, units, paid_date
        ) as item
    from submitted_payment as payment
    join alike using (claim_key)
    union all by name
    select
        adjustment.claim_key,
        hash(
            'adjustment', line_key - claim_key, sequence, payer_sequence, group_code, carc, amount, quantity
        ) as item
    from submitted_adjustment as adjustment
    join alike using (claim_key)
),
content as (
    -- a sum, because it needs no order: every item names its own place
    select claim_key, count(*) as items, sum(item::hugeint) as items_hash from said group by claim_key
),
same as (
    select
        claim_key, transaction_key,
        min(transaction_key) over (partition by identity, items, items_hash) as first_transaction
    from alike
    join content using (claim_key)
),
verdict as (
    select
        placed.claim_key,
        coalesce(same.first_transaction < placed.transaction_key, false)
            or placed.transaction_key in (select transaction_key from repeated) as is_duplicate
    from placed
    left join same using (claim_key)
)
select submitted_claim.claim_key, submitted_claim.file_id, verdict.is_duplicate
from submitted_claim
join verdict using (claim_key)
where submitted_claim.is_duplicate <> verdict.is_duplicate
