-- one row per balance carried forward (FB): where it came back, or where it came from
-- key: payment_key, place
-- inputs: money_moved, deposit
-- step: merge
-- rule: a payment that would fall below zero is raised to zero and the balance carried; a later payment takes it (X12 RFI 738,
-- 1114, 2051). The two name the trace of the payment that carried it, else they have the same amount, else several open
-- balances make up the one that is taken. settled_by: reference, amount, sum; null = neither is here. Conservative: whatever
-- else the payer later takes in the same amount settles a balance too.
with entry as (
    select m.*, regexp_replace(lower(m.trace_number), '[^a-z0-9]', '', 'g') AS plain_trace, d.payee_id
    from money_moved AS m
    join deposit AS d on d.payment_key = m.payment_key
    where m.amount <> 0
),
carried as (
    select * from entry where kind = 'forward_balance' and amount > 0
),
taken as (
    select * from entry where amount < 0
),
pair as (
    select c.payment_key, c.place, t.payment_key AS taken_key, t.place AS taken_place,
        case when t.plain_reference in (c.plain_reference, c.plain_trace) then 'reference' else 'amount' end AS settled_by
    from carried AS c
    join taken AS t
        on t.payer = c.payer and t.payment_key <> c.payment_key
        and coalesce(t.payment_date >= c.payment_date, true)
        and ((t.kind = 'forward_balance' and t.plain_reference in (c.plain_reference, c.plain_trace))
            or -t.amount = c.amount)
),
left_carried as (
    select * from carried where (payment_key, place) not in (select (payment_key, place) from pair)
),
left_taken as (
    select * from taken
    where kind = 'forward_balance' and (payment_key, place) not in (select (taken_key, taken_place) from pair)
),
summed as (   -- balances still open before a taking whose origin is not here
    select t.payment_key AS taken_key, t.place AS taken_place, c.payment_key, c.place,
        sum(c.amount) over (partition by t.payment_key, t.place) = -t.amount AS is_exact,
        sum(c.amount) over (partition by t.payment_key, t.place) < -t.amount AS is_less
    from left_taken AS t
    join left_carried AS c on c.payer = t.payer and coalesce(c.payment_date <= t.payment_date, true)
),
settled as (
    select payment_key, place, min(settled_by) AS settled_by from (
        select payment_key, place, case settled_by when 'reference' then '1' else '2' end AS settled_by from pair
        union all select taken_key, taken_place, case settled_by when 'reference' then '1' else '2' end from pair
        union all select payment_key, place, '3' from summed where is_exact or is_less
        union all select taken_key, taken_place, '3' from summed where is_exact
    )
    group by payment_key, place
)
select e.payment_key, e.place, e.payer, e.payee_id, e.payment_date, e.trace_number, e.reference, e.amount,
    case when e.amount > 0 then 'carried' else 'taken' end AS direction,
    case s.settled_by when '1' then 'reference' when '2' then 'amount' when '3' then 'sum' end AS settled_by
from entry AS e
left join settled AS s on s.payment_key = e.payment_key and s.place = e.place
where e.kind = 'forward_balance'
