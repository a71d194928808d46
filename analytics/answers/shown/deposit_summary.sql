-- one row: payments, what they came to, what moved outside claims, and what of it an owner should look at
-- inputs: deposit, money_moved, missing_deposit
-- Only the filter's payers and classes apply: a payment has a day of its own, and neither provider, code nor date of service.
with chosen as (
    select * from deposit where selected_payer(payer, $filter)
),
paid as (
    select count(*) AS deposits, count(distinct payer) AS payers, min(payment_date) AS first_day, max(payment_date) AS last_day,
        coalesce(sum(amount), 0) AS amount, coalesce(sum(claims_paid), 0) AS claims_paid, coalesce(sum(reversals), 0) AS reversals,
        count(*) filter (where state in ('balances', 'no payment')) AS balanced,
        count(*) filter (where state = 'differs') AS differing, coalesce(sum(abs(difference)), 0) AS difference,
        count(*) filter (where state = 'unknown') AS unknown
    from chosen
),
moved as (
    select coalesce(sum(amount), 0) AS moved_by, coalesce(sum(amount) filter (where amount < 0), 0) AS taken,
        coalesce(sum(amount) filter (where amount > 0), 0) AS added, count(*) AS adjustments,
        coalesce(sum(amount) filter (where kind = 'interest'), 0) AS interest,
        coalesce(sum(amount) filter (where kind = 'recoupment' and amount < 0), 0) AS recouped,
        count(*) filter (where needs_look) AS to_look_at, coalesce(-sum(amount) filter (where needs_look), 0) AS to_look_at_amount
    from money_moved
    where selected_payer(payer, $filter)
),
missing as (
    select count(*) AS missing_signs
    from missing_deposit
    where selected_payer(payer, $filter)
)
select paid.*, moved.*, missing.* from paid cross join moved cross join missing
