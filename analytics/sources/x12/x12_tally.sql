-- one row per file, payment and batch: sums of the raw segments, of those rejected, and of loaded claims without lines
-- A row is a service line, or a claim without lines. claims_paid and claims_unread serve the payment's balance.
with entry as (
    select file_id, payment_key, fault is not null as is_rejected, false as is_bare, charge, paid from x12_line
    union all by name
    select file_id, payment_key, fault is not null as is_rejected, true as is_bare, charge, paid
    from x12_claim where lines = 0
),
entry_sum as (
    select
        file_id, payment_key,
        count(*) as rows, sum(charge) as charge, sum(paid) as paid,
        count(*) filter (is_rejected) as rows_rejected,
        sum(charge) filter (is_rejected) as charge_rejected,
        sum(paid) filter (is_rejected) as paid_rejected,
        count(*) filter (is_bare and not is_rejected) as rows_bare,
        sum(charge) filter (is_bare and not is_rejected) as charge_bare,
        sum(paid) filter (is_bare and not is_rejected) as paid_bare
    from entry
    group by file_id, payment_key
),
claim_sum as (
    select file_id, payment_key, sum(paid) as claims_paid, count(*) filter (paid is null) as claims_unread
    from x12_claim
    group by file_id, payment_key
)
select
    coalesce(entry_sum.file_id, claim_sum.file_id) as file_id,
    coalesce(entry_sum.payment_key, claim_sum.payment_key) as payment_key,
    entry_sum.* exclude (file_id, payment_key), claims_paid, claims_unread
from entry_sum
full join claim_sum
    on claim_sum.file_id = entry_sum.file_id
    and claim_sum.payment_key is not distinct from entry_sum.payment_key
