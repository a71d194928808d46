-- one row per provider-level adjustment of a payment that is no duplicate: money that moved outside claims
-- key: payment_key, place
-- inputs: remit_provider_adjustment, deposit, remit_claim, remit_line, reversal, billed_line, provider_adjustment_reason
-- step: merge (a reference names a claim only where exactly one claim of the whole practice answers to it)
-- rule: amount = -PLB amount, so what is taken is negative. A reference is read whole, then word by word and by Medicare's
-- positions (1-19 control number, 20-39 patient account), then between its punctuation; a payer claim number goes before a
-- patient account (X12 RFI 484, 2370; CMS CR 7499). Nothing is spread over lines: the claim is named, its lines stay as they are.
with moved as (
    select d.payment_key, d.file_id, d.file, d.payer, d.payer_tin, d.payment_date, d.trace_number,
        row_number() over (partition by a.payment_key order by a.row_no, a.reason, a.reference, a.amount) AS place,
        a.row_no, a.provider, upper(trim(a.reason)) AS reason, coalesce(m.kind, 'other') AS kind, m.label, m.when_taken,
        m.when_added, cast(-a.amount AS decimal(12, 2)) AS amount, nullif(trim(a.reference), '') AS reference,
        nullif(regexp_replace(lower(a.reference), '[^a-z0-9]', '', 'g'), '') AS plain_reference
    from remit_provider_adjustment AS a
    join deposit AS d on d.payment_key = a.payment_key
    left join provider_adjustment_reason AS m on m.reason = upper(trim(a.reason))
),
part as (   -- what a reference may hold, and how sure its cut is
    select payment_key, place, 1 AS tier, plain_reference AS token from moved
    union
    select payment_key, place, 2, unnest(list_concat(
        string_split_regex(reference, '\s+'), [left(reference, 19), substr(reference, 20)]))
    from moved
    union
    select payment_key, place, 3, unnest(string_split_regex(reference, '[^A-Za-z0-9]+')) from moved
),
token as (
    select payment_key, place, min(tier) AS tier, regexp_replace(lower(token), '[^a-z0-9]', '', 'g') AS token
    from part
    where length(token) >= case tier when 1 then 1 when 2 then 3 else 5 end
    group by all
),
claim as (
    select c.claim_key, c.payment_key, c.claim_id, c.payer_claim_id, c.statement_from,
        regexp_replace(lower(c.payer_claim_id), '[^a-z0-9]', '', 'g') AS number,
        regexp_replace(lower(coalesce(nullif(c.claim_id, '0'), c.payer_claim_id)), '[^a-z0-9]', '', 'g') AS account
    from remit_claim AS c
    where exists (select 1 from moved)
),
named as (   -- 1: payer claim number, alone or beside the account; 2: patient account
    select t.payment_key, t.place, t.tier, 1 AS by_what, c.claim_key, c.payment_key AS claim_payment, c.account
    from token AS t
    join claim AS c on c.number = t.token
    union
    select t.payment_key, t.place, t.tier, 1, c.claim_key, c.payment_key, c.account
    from token AS t
    join claim AS c on c.account || c.number = t.token
    union
    select t.payment_key, t.place, t.tier, 2, c.claim_key, c.payment_key, c.account
    from token AS t
    join claim AS c on c.account = t.token
),
of_payer as (   -- the same account may stand with a second payer
    select n.*, m.payer, d.payment_date
    from named AS n
    join moved AS m on m.payment_key = n.payment_key and m.place = n.place
    join deposit AS d on d.payment_key = n.claim_payment and (d.payer = m.payer or d.payer_tin = m.payer_tin)
    qualify dense_rank() over (partition by n.payment_key, n.place order by n.tier, n.by_what) = 1
),
served as (
    select c.claim_key, coalesce(min(l.dos), any_value(c.statement_from)) AS day
    from claim AS c
    left join remit_line AS l on l.claim_key = c.claim_key
    where c.claim_key in (select claim_key from of_payer)
        or c.claim_key in (select reversal_key from reversal)
    group by c.claim_key
),
tied as (
    select o.payment_key, o.place, any_value(o.payer) AS payer, min(o.by_what) AS by_what, min(o.account) AS account,
        min(s.day) AS day, count(distinct o.account) = 1 and count(distinct s.day) <= 1 AS is_one,
        arg_min(o.claim_key, (r.reversal_key is not null, o.payment_date, o.claim_key)) AS claim_key
    from of_payer AS o
    join served AS s on s.claim_key = o.claim_key
    left join reversal AS r on r.reversal_key = o.claim_key
    group by o.payment_key, o.place
),
taken_back as (   -- the reversals of the files, by payer and account
    select distinct d.payer, c.account, s.day
    from reversal AS r
    join claim AS c on c.claim_key = r.reversal_key
    join deposit AS d on d.payment_key = c.payment_key
    join served AS s on s.claim_key = c.claim_key
),
billed as (   -- claims that were billed and no remittance here answers
    select t.payment_key, t.place, count(distinct (b.practice, b.claim_id)) AS claims, any_value(b.claim_id) AS claim_id
    from token AS t
    join (select distinct practice, claim_id from billed_line where exists (select 1 from moved)) AS b
        on regexp_replace(lower(b.claim_id), '[^a-z0-9]', '', 'g') = t.token
    where t.tier < 3 and length(t.token) >= 3
        and not exists (select 1 from tied where tied.payment_key = t.payment_key and tied.place = t.place)
    group by t.payment_key, t.place
),
named_payment as (
    select distinct t.payment_key, t.place
    from token AS t
    join deposit AS d on regexp_replace(lower(d.trace_number), '[^a-z0-9]', '', 'g') = t.token
    join moved AS m on m.payment_key = t.payment_key and m.place = t.place and m.payer = d.payer
),
judged as (
    select m.*, case when t.is_one then t.claim_key end AS claim_key,
        case when t.is_one then coalesce(nullif(c.claim_id, '0'), c.payer_claim_id)
            when t.is_one is null and b.claims = 1 then b.claim_id end AS claim_id,
        case
            when m.plain_reference is null then 'no reference'
            when t.is_one and t.by_what = 1 then 'payer claim number'
            when t.is_one then 'patient account'
            when not t.is_one or b.claims > 1 then 'names several'
            when b.claims = 1 then 'billed claim'
            when n.place is not null then 'names a payment'
            else 'names no claim here' end AS tie,
        case when t.is_one then exists (
            select 1 from taken_back AS k where k.payer = t.payer and k.account = t.account
                and (k.day = t.day or k.day is null or t.day is null))
            when t.is_one is null and b.claims = 1 then false end AS is_reversed,
        sum(m.amount) filter (where m.kind in ('recoupment', 'refund')) over (
            partition by m.payer, coalesce(m.plain_reference, m.payment_key || ' ' || m.place)) AS kept_balance
    from moved AS m
    left join tied AS t on t.payment_key = m.payment_key and t.place = m.place
    left join claim AS c on c.claim_key = t.claim_key
    left join billed AS b on b.payment_key = m.payment_key and b.place = m.place
    left join named_payment AS n on n.payment_key = m.payment_key and n.place = m.place
)
select payment_key, place, file_id, file, row_no, payer, payment_date, trace_number, provider, reason, kind, label, amount,
    reference, plain_reference, claim_key, claim_id, tie, is_reversed,
    coalesce(kind = 'recoupment' and amount < 0 and kept_balance < 0 and not coalesce(is_reversed, false), false) AS needs_look,
    case
        when amount is null then 'The amount cannot be read'
        when label is null then 'A reason without a known meaning'
        when kind = 'recoupment' and amount < 0 and kept_balance >= 0
            then 'Settled: an earlier remittance left this money with you, or you sent it back'
        when kind = 'recoupment' and amount < 0 and is_reversed
            then 'The claim was reversed, but no remittance here left the money with you first: was it taken twice?'
        when kind = 'recoupment' and amount < 0 and tie in ('no reference', 'names several')
            then 'Which claim was meant cannot be told: ask the payer'
        when kind = 'recoupment' and amount < 0 and claim_id is not null
            then 'No reversal of this claim is in the files: ask for the letter behind it'
        when kind = 'recoupment' and amount < 0 then 'The claim behind it is not in the files: ask for the letter'
        when amount < 0 then when_taken
        else when_added end AS note
from judged
