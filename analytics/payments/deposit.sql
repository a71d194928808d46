-- one row per payment that is no duplicate: what its claims and the money moved outside them come to, and what was paid
-- key: payment_key
-- inputs: remit_payment, remit_claim, remit_provider_adjustment, reversal, payer, input_file
-- step: merge (payers are named over the whole practice)
-- rule: amount = sum of the claims' payments - sum of the provider-level adjustments, to the cent (005010X221A1; X12 RFI 358,
-- 2601). A difference says that the file is wrong or not whole; nothing is corrected. Null is unknown, and note says why.
with claims as (
    select c.payment_key, count(*) AS claims, count(r.reversal_key) AS reversals, sum(c.paid) AS claims_paid,
        count(*) - count(c.paid) AS unread
    from remit_claim AS c
    left join reversal AS r on r.reversal_key = c.claim_key
    group by c.payment_key
),
moved as (
    select payment_key, -sum(amount) AS moved_by, count(*) - count(amount) AS unread
    from remit_provider_adjustment
    group by payment_key
),
payment as (
    select p.payment_key, p.file_id, f.name AS file, f.kind = 'remittance' AS is_table,
        coalesce(y.payer, trim(p.payer_name), p.payer_id, 'Unknown payer') AS payer,
        p.payer_tin, p.payee_id, p.payment_date, p.method, p.handling, p.trace_number, p.amount,
        coalesce(c.claims, 0) AS claims, coalesce(c.reversals, 0) AS reversals,
        cast(coalesce(c.claims_paid, 0) AS decimal(18, 2)) AS claims_paid,
        cast(coalesce(m.moved_by, 0) AS decimal(18, 2)) AS moved_by,
        coalesce(c.unread, 0) + coalesce(m.unread, 0) AS unread, m.payment_key is not null AS has_moved
    from remit_payment AS p
    left join claims AS c on c.payment_key = p.payment_key
    left join moved AS m on m.payment_key = p.payment_key
    left join input_file AS f on f.file_id = p.file_id
    left join payer AS y
        on y.payer_name is not distinct from p.payer_name and y.payer_id is not distinct from p.payer_id
        and y.payer_class_text is null
    where not p.is_duplicate
),
weighed as (
    select *,
        case
            when amount is null and is_table then 'the table states no check amount'
            when amount is null then 'the amount of this payment cannot be read'
            when unread > 0 then 'an amount inside this payment cannot be read'
            when claims = 0 and not has_moved and is_table then 'a list of checks names no claims to compare with'
            when claims = 0 and not has_moved and handling = 'D' then 'a payment order: its remittance comes apart'
        end AS note,
        cast(claims_paid + moved_by AS decimal(18, 2)) AS expected
    from payment
),
compared as (
    select *, case when note is null then cast(amount - expected AS decimal(18, 2)) end AS difference from weighed
)
select payment_key, file_id, file, payer, payer_tin, payee_id, payment_date, method, trace_number, claims, reversals,
    claims_paid, moved_by, expected, amount, difference,
    case
        when difference is null then 'unknown'
        when difference <> 0 then 'differs'
        when amount = 0 or coalesce(handling, '') = 'H' then 'no payment'
        else 'balances' end AS state,
    note
from compared
