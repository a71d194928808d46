-- one row per reversal claim of a remittance, with the claim it cancels (cancelled_key null: the original is not here)
-- key: reversal_key
-- inputs: remit_claim, remit_payment, remit_line
-- step: per patient
-- rule: CLP02 = 22, or a negative claim (senders break the sign rules), cancels an earlier claim of the same payer (by tax id
-- or name) with the same patient account or payer claim number, the same charge and day: the one with the same payment before any
-- other, one of another payment before one beside it, then the latest. The order of files and rows decides nothing else.
with claim as (
    select c.claim_key, c.payment_key, nullif(c.claim_id, '0') AS claim_id, c.payer_claim_id, c.original_reference,
        abs(c.charge) AS charge, abs(coalesce(c.paid, 0)) AS paid, p.payment_date,
        lower(trim(p.payer_name)) AS payer_name, p.payer_tin,
        coalesce(c.status = '22' or c.charge < 0 or c.paid < 0, false) AS is_reversal
    from remit_claim AS c
    join remit_payment AS p on p.payment_key = c.payment_key
    where not p.is_duplicate
),
named as (   -- by what a reversal may name its original; one equality a row, so that the join never compares all with all
    select claim_key, charge, 'account' AS by, claim_id AS name from claim where is_reversal and claim_id is not null
    union
    select claim_key, charge, 'payer claim', payer_claim_id from claim where is_reversal and payer_claim_id is not null
    union
    select claim_key, charge, 'payer claim', original_reference from claim where is_reversal and original_reference is not null
),
original as (
    select claim_key, charge, 'account' AS by, claim_id AS name from claim where not is_reversal
    union all
    select claim_key, charge, 'payer claim', payer_claim_id from claim where not is_reversal and payer_claim_id is not null
),
by_account as (
    select distinct r.claim_key AS reversal_key, o.claim_key AS original_key
    from named AS r
    join original AS o on o.by = r.by and o.name = r.name and o.charge = r.charge
),
day as (   -- an account number may stand on many days' claims
    select l.claim_key, min(l.dos) AS dos
    from remit_line AS l
    where l.claim_key in (select reversal_key from by_account union select original_key from by_account)
    group by l.claim_key
),
candidate as (
    select r.claim_key AS reversal_key, o.claim_key AS original_key, o.paid <> r.paid AS other_payment,
        o.payment_key = r.payment_key AS is_beside, o.payment_date AS original_date, r.payment_date AS reversal_date
    from by_account AS a
    join claim AS r on r.claim_key = a.reversal_key
    join claim AS o on o.claim_key = a.original_key
    left join day AS rd on rd.claim_key = a.reversal_key
    left join day AS od on od.claim_key = a.original_key
    where coalesce(rd.dos = od.dos, true) and (o.payer_name is not distinct from r.payer_name or o.payer_tin = r.payer_tin)
        and (o.payment_date <= r.payment_date or o.payment_date is null or r.payment_date is null)
),
ranked as (   -- each reversal's n-th choice against each original's n-th: equal pairs are taken in order of time
    select *,
        row_number() over (partition by reversal_key order by other_payment, is_beside, original_date desc, original_key)
            AS choice,
        row_number() over (partition by original_key order by other_payment, is_beside, reversal_date, reversal_key)
            AS claimant
    from candidate
),
paired as (
    select reversal_key, original_key
    from ranked
    qualify row_number() over (partition by original_key order by choice, claimant) = 1
),
single as (
    select reversal_key, arg_min(r.original_key, r.choice) AS cancelled_key
    from paired
    join ranked AS r using (reversal_key, original_key)
    group by reversal_key
)
select c.claim_key AS reversal_key, s.cancelled_key
from claim AS c
left join single AS s on s.reversal_key = c.claim_key
where c.is_reversal
