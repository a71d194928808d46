-- one row per reversal claim of a remittance, with the claim it cancels (cancelled_key null: the original is not here)
-- key: reversal_key
-- inputs: remit_claim, remit_payment
-- step: per patient
-- rule: CLP02 = 22, or a negative claim (senders break the sign rules), cancels the latest earlier claim of the same payer
-- with the same claim id and the same charge. Reversals and originals pair like brackets: depth is the running count.
with claim as (
    select c.claim_key, c.claim_id, abs(c.charge) AS charge, coalesce(lower(p.payer_name), p.payer_tin) AS payer_key,
        c.status = '22' or c.charge < 0 or c.paid < 0 AS is_reversal,
        -- a reversal written in the same payment as its correction comes first, whatever the file's order
        p.payment_date AS on_date
    from remit_claim AS c
    join remit_payment AS p on p.payment_key = c.payment_key
    where not p.is_duplicate
),
running as (
    select *, sum(case when is_reversal then -1 else 1 end) over (
        partition by payer_key, claim_id, charge order by on_date, claim_key) AS open_claims
    from claim
    where charge > 0
),
bracket as (
    select claim_key, is_reversal,
        lag(claim_key) over same_depth AS before_key,
        lag(is_reversal) over same_depth AS before_is_reversal
    from (select *, case when is_reversal then open_claims + 1 else open_claims end AS depth from running)
    window same_depth as (partition by payer_key, claim_id, charge, depth order by on_date, claim_key)
)
select claim_key AS reversal_key, case when not before_is_reversal then before_key end AS cancelled_key
from bracket
where is_reversal
