-- one row per payment of a remittance table that an 835 brings as well: payment_key and the file of the 835 (superseded_by)
-- rule: the same check or trace number, and the 835 has every line (claim, date, code, paid) of the table, or the same amount
-- where the table lists checks only. The 835 says more, so it counts, whichever came first; one of the two is file $file_id.
with payment as (
    select payment_key, file_id, rows is not null as is_table, amount, payment_date,
        ltrim(upper(trace_number), '0') as trace
    from remit_payment
    where not is_duplicate and trace_number is not null
)
, pair as (
    select t.payment_key, e.payment_key as era_key, e.file_id as superseded_by, t.amount = e.amount as is_same_amount
    from payment as t
    join payment as e on e.trace = t.trace and t.is_table and not e.is_table
    where $file_id in (t.file_id, e.file_id) and coalesce(abs(e.payment_date - t.payment_date) <= 31, true)
)
, said as (
    select p.payment_key, p.era_key, p.superseded_by, c.claim_id, l.dos, l.code, coalesce(l.paid, c.paid) as paid
    from pair as p
    join remit_claim as c on c.payment_key = p.payment_key
    left join remit_line as l on l.claim_key = c.claim_key
)
, known as (
    select p.era_key, c.claim_id, c.paid as claim_paid, l.dos, coalesce(l.submitted_code, l.code) as code, l.code as paid_code, l.paid
    from (select distinct era_key from pair) as p
    join remit_claim as c on c.payment_key = p.era_key
    left join remit_line as l on l.claim_key = c.claim_key
)
, judged as (
    select s.payment_key, s.superseded_by, bool_and(exists (
        select 1 from known as k
        where k.era_key = s.era_key and coalesce(k.claim_id = s.claim_id, true)
            and case when s.code is null then k.claim_paid = s.paid
                else s.code in (k.code, k.paid_code) and coalesce(k.dos = s.dos, true) and coalesce(k.paid = s.paid, true) end
    )) as is_known
    from said as s
    group by s.payment_key, s.superseded_by
)
select payment_key, min(superseded_by) as superseded_by
from (
    select payment_key, superseded_by from judged where is_known
    union all
    select payment_key, superseded_by from pair
    where is_same_amount and payment_key not in (select payment_key from remit_claim)
)
group by payment_key
