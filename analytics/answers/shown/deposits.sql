-- one row per payment that is no duplicate: what it should come to, what was paid, and whether they agree; what differs first
-- key: payment_key
-- inputs: deposit
-- Only the filter's payers and classes apply: a payment has a day of its own, and neither provider, code nor date of service.
-- payment_key is text, because a spreadsheet and a browser round such long numbers
select cast(payment_key AS varchar) AS payment_key, case when state = 'differs' then '●' else '' end AS mark, payer, payment_date,
    trace_number, state, amount, expected, difference, claims_paid, moved_by, claims, reversals, method, note, file
from deposit
where selected_payer(payer, $filter)
order by case state when 'differs' then 0 when 'unknown' then 1 else 2 end, payment_date desc nulls last, payer, deposit.payment_key
