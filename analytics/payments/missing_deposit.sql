-- one row per sign that a remittance is missing between those loaded
-- key: payer, kind, first_day, last_day, trace_number, claim_id
-- inputs: deposit, forward_balance, deposit_gap, reversal, remit_claim, remit_line, episode, episode_line, adjudication
-- step: merge
-- rule: a balance carried forward that never returned though the payer paid again (X12 RFI 738), or one taken that nothing
-- here carried; a reversal of a claim served after the payer's first payment here, of which no other answer is here; a later
-- payer's answer without the first payer's; a gap with unanswered lines; one number left out of consecutive trace numbers.
-- Signs are evidence, not proof; where the files may simply begin later there is none. The remittance should lie between
-- first_day and last_day; lines and charge are what the sign concerns (of a balance what moved), null where it names none.
with span as (
    select payer, min(payment_date) AS first_day, max(payment_date) AS last_day from deposit group by payer
),
next_payment as (   -- the next payments of the payer to the same payee that moved money
    select f.payment_key, f.place, min(d.payment_date) AS day
    from forward_balance AS f
    join deposit AS d on d.payer = f.payer and d.payment_date > f.payment_date and d.amount > 0
        and coalesce(d.payee_id = f.payee_id, true)
    where f.direction = 'carried' and f.settled_by is null
    group by f.payment_key, f.place
),
payment_before as (
    select f.payment_key, f.place, max(d.payment_date) AS day
    from forward_balance AS f
    join deposit AS d on d.payer = f.payer and d.payment_date < f.payment_date and coalesce(d.amount > 0, true)
        and coalesce(d.payee_id = f.payee_id, true)
    where f.direction = 'taken' and f.settled_by is null
    group by f.payment_key, f.place
),
open_before as (   -- a balance of before that the unknown one may have swallowed
    select f.payment_key, f.place, max(c.payment_date) AS day
    from forward_balance AS f
    join forward_balance AS c on c.payer = f.payer and c.direction = 'carried' and c.payment_date < f.payment_date
        and c.settled_by = 'sum'
    where f.direction = 'taken' and f.settled_by is null
    group by f.payment_key, f.place
),
balance as (
    select f.payer, 'forward_balance' AS kind, f.payment_date AS first_day, n.day AS last_day, f.trace_number,
        cast(null AS varchar) AS claim_id, cast(null AS bigint) AS lines, f.amount AS charge, f.payment_key,
        'This payment carried ' || format('${:,.2f}', f.amount) || ' forward, and no later payment here takes it, though'
            || ' the payer paid again on ' || n.day || '.' AS evidence
    from forward_balance AS f
    join next_payment AS n on n.payment_key = f.payment_key and n.place = f.place
    union all
    select f.payer, 'forward_balance', coalesce(o.day, b.day), f.payment_date, coalesce(f.reference, f.trace_number), null,
        null, -f.amount, f.payment_key,
        'The payment of ' || f.payment_date || ' takes ' || format('${:,.2f}', -f.amount)
            || ' carried from an earlier one' || coalesce(' (' || f.reference || ')', '') || ' that is not here.'
    from forward_balance AS f
    join payment_before AS b on b.payment_key = f.payment_key and b.place = f.place
    left join open_before AS o on o.payment_key = f.payment_key and o.place = f.place
),
orphan as (
    select r.reversal_key, c.payment_key, c.claim_id, c.payer_claim_id, c.original_reference, d.payer, d.payer_tin,
        d.payment_date, d.trace_number, abs(c.charge) AS charge, c.statement_from
    from reversal AS r
    join remit_claim AS c on c.claim_key = r.reversal_key
    join deposit AS d on d.payment_key = c.payment_key
    where r.cancelled_key is null and c.status = '22'
),
orphan_line as (
    select claim_key, count(*) AS lines, max(dos) AS day
    from remit_line
    where claim_key in (select reversal_key from orphan)
    group by claim_key
),
answered as (   -- another answer to the same account or number of this payer, whatever its charge
    select distinct o.reversal_key
    from orphan AS o
    join remit_claim AS c on c.claim_id = o.claim_id and c.claim_id <> '0'
    join deposit AS d on d.payment_key = c.payment_key and (d.payer = o.payer or d.payer_tin = o.payer_tin)
    where c.claim_key not in (select reversal_key from reversal) and d.payment_date <= o.payment_date
        and c.payment_key <> o.payment_key
    union
    select o.reversal_key
    from orphan AS o
    join remit_claim AS c on c.payer_claim_id in (o.payer_claim_id, o.original_reference)
    join deposit AS d on d.payment_key = c.payment_key and (d.payer = o.payer or d.payer_tin = o.payer_tin)
    where c.claim_key not in (select reversal_key from reversal) and d.payment_date <= o.payment_date
        and c.payment_key <> o.payment_key
),
original as (
    select o.payer, 'missing_original' AS kind, coalesce(l.day, o.statement_from) AS first_day, o.payment_date AS last_day,
        o.trace_number, coalesce(nullif(o.claim_id, '0'), o.payer_claim_id) AS claim_id, nullif(l.lines, 0) AS lines,
        o.charge, o.payment_key,
        'The payment of ' || o.payment_date || ' reverses this claim, and no answer that it could take back is here.'
            AS evidence
    from orphan AS o
    join span AS s on s.payer = o.payer
    left join orphan_line AS l on l.claim_key = o.reversal_key
    where o.reversal_key not in (select reversal_key from answered)
        and coalesce(l.day, o.statement_from) between s.first_day and o.payment_date
),
later_answer as (
    select e.episode_key, e.payer, e.claim_id, e.dos, e.charge,
        arg_min(d.payment_key, (d.payment_date, d.payment_key)) AS payment_key, bool_or(d.payer = e.payer) AS is_own
    from episode AS e
    join episode_line AS l on l.episode_key = e.episode_key
    join adjudication AS a on a.line_key = l.line_key and a.is_standing
    join remit_claim AS c on c.claim_key = a.claim_key
    join deposit AS d on d.payment_key = c.payment_key
    where e.outcome = 'prior_payer' and not e.is_void
    group by e.episode_key, e.payer, e.claim_id, e.dos, e.charge
),
known_claim as (   -- an answer that is here and found no line is no missing one
    select distinct d.payer, c.claim_id
    from remit_claim AS c
    join deposit AS d on d.payment_key = c.payment_key
    where c.claim_id in (select claim_id from later_answer) and d.payer in (select payer from later_answer)
),
first_payer as (
    select n.payer, 'missing_first_payer' AS kind, min(n.dos) AS first_day, d.payment_date AS last_day, d.trace_number,
        case when count(distinct n.claim_id) = 1 then any_value(n.claim_id) end AS claim_id, count(*) AS lines,
        sum(n.charge) AS charge, d.payment_key,
        d.payer || ' answered ' || count(*) || case when count(*) = 1 then ' line' else ' lines' end
            || ' as a later payer, and no answer of ' || n.payer || ' to '
            || case when count(*) = 1 then 'it' else 'them' end || ' is here.' AS evidence
    from later_answer AS n
    join deposit AS d on d.payment_key = n.payment_key
    -- before its first payment here the files may just not reach back
    join span AS s on s.payer = n.payer and n.dos >= s.first_day
    where not n.is_own
        and not exists (select 1 from known_claim AS k where k.payer = n.payer and k.claim_id = n.claim_id)
    group by n.payer, d.payer, d.payment_key, d.payment_date, d.trace_number
),
trace as (
    select payer, payment_key, payment_date, trace_number, regexp_extract(trace_number, '^(.*?)\d{1,15}$', 1) AS head,
        try_cast(regexp_extract(trace_number, '(\d{1,15})$', 1) AS bigint) AS number
    from deposit
    where regexp_matches(trace_number, '\d{3,}$') and payment_date is not null
        -- a number made from the day counts days, not payments
        and not contains(trace_number, strftime(payment_date, '%Y%m%d'))
        and not contains(trace_number, strftime(payment_date, '%m%d%Y'))
        and not contains(trace_number, strftime(payment_date, '%y%m%d'))
        and not contains(trace_number, strftime(payment_date, '%m%d%y'))
        and not contains(trace_number, strftime(payment_date, '%y%j'))
),
trace_step as (
    select *, number - lag(number) over counted AS step, lag(payment_date) over counted AS day_before
    from (select distinct on (payer, head, number) * from trace order by payer, head, number, payment_key)
    window counted as (partition by payer, head order by number)
),
trace_run as (
    select *, sum(case when step = 1 and payment_date >= day_before then 0 else 1 end)
        over (partition by payer, head order by number) AS run
    from trace_step
),
consecutive as (
    select payer, head, max(steps) AS longest, sum(steps) AS ones
    from (select payer, head, run, count(*) - 1 AS steps from trace_run group by payer, head, run)
    group by payer, head
),
number_left_out as (
    select t.payer, 'trace_number' AS kind, t.day_before AS first_day, t.payment_date AS last_day,
        t.head || lpad(cast(t.number - 1 AS varchar), cast(length(t.trace_number) - length(t.head) AS integer), '0') AS trace_number,
        cast(null AS varchar) AS claim_id, cast(null AS bigint) AS lines, cast(null AS decimal(12, 2)) AS charge,
        t.payment_key,
        'Trace numbers of this payer run on by one (' || c.ones || ' of ' || count(*) over (partition by t.payer, t.head)
            || ' steps), and this one is left out.' AS evidence,
        c.longest >= 8 and c.ones >= 0.8 * count(*) over (partition by t.payer, t.head) AS is_sign, t.step
    from trace_step AS t
    join consecutive AS c on c.payer = t.payer and c.head = t.head
    where t.step is not null
),
sign as (
    select * from balance
    union all select * from original
    union all select * from first_payer
    union all
    select payer, 'rhythm_gap', first_day, last_day, null, null, lines, charge, null,
        'No deposit for ' || days || ' days (usually every ' || cast(round(median_days) AS integer) || '), and ' || lines
            || ' of ' || lines_expected || ' lines expected then are unanswered (usually '
            || cast(round(100 * usual_share) AS integer) || ' %).'
    from deposit_gap
    where is_sign
    union all
    select * exclude (is_sign, step) from number_left_out where is_sign and step = 2 and last_day >= first_day
)
select s.payer, s.kind, s.first_day, s.last_day, s.trace_number, s.claim_id, cast(s.lines AS integer) AS lines,
    cast(s.charge AS decimal(12, 2)) AS charge, s.payment_key, d.file, s.evidence
from sign AS s
left join deposit AS d on d.payment_key = s.payment_key
