-- one row per provider-level adjustment: how it changed its payment, the claim its reference names; what needs a look first
-- key: payment_key, place
-- inputs: money_moved
-- Only the filter's payers and classes apply: a payment has a day of its own, and neither provider, code nor date of service.
-- payment_key is text, because a spreadsheet and a browser round such long numbers
select cast(payment_key AS varchar) AS payment_key, place, case when needs_look then '●' else '' end AS mark, needs_look, payer,
    payment_date, reason, label, kind, amount, reference, claim_id, tie, is_reversed, note, trace_number, file, row_no
from money_moved
where selected_payer(payer, $filter)
order by needs_look desc, abs(amount) desc nulls last, payment_date desc nulls last, payer, money_moved.payment_key, place
