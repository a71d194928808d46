-- one row per claim with a line to work, as it stands now: work_claim with what people said and what it is worth to work on
-- key: claim_ref; a view: a new word in work_event counts at once
-- inputs: work_claim, work_line, work_state, overturn_rate, setting
-- step: merge
-- state: what the ledger proves (overturned, partly), else the last word of a person, else found. A partial payment the person had seen
-- does not overrule them; sent falls back to found when the payer denies the claim again (denied_again: that day), and ends in upheld when
-- its remittance says that the denial stands (CARC 193, 285, 286).
-- place: queue | too_late (the deadline passed unsent) | done | not_recoverable (nothing can be got, or nothing is left open).
-- value = recoverable x chance, line by line; chance = value / recoverable. Money of claims out of the queue is none: both are 0 there.
with worth as (
    select l.claim_key, sum(l.recoverable * r.chance) AS value, avg(r.chance) AS mean_chance
    from work_line AS l
    join overturn_rate AS r on r.reason_key = l.reason_key
    group by l.claim_key
),
told as (
    select c.*, s.said.value AS said_state, s.said.said_at AS said_at, s.said.said_by AS said_by, s.assignee, s.follow_up, s.note,
        coalesce(s.events, 0) AS events, w.value AS worth, w.mean_chance,
        case when c.last_denied > coalesce(s.said.seen_denied, cast(s.said.said_at AS date)) then c.last_denied end AS denied_again,
        coalesce(c.upheld_on > coalesce(s.said.seen_denied, cast(s.said.said_at AS date)), false) AS is_upheld_since,
        coalesce(c.recovered > coalesce(s.said.seen_recovered, 0), false) AS is_paid_since
    from work_claim AS c
    join worth AS w on w.claim_key = c.claim_key
    left join work_state AS s on s.claim_ref = c.claim_ref
),
stated as (
    select *,
        case when proven = 'overturned' then 'overturned'
            when proven = 'partly' and is_paid_since and coalesce(said_state, '') <> 'invalid' then 'partly'
            when said_state = 'sent' and denied_again is not null then 'found'
            when said_state = 'sent' and is_upheld_since then 'upheld'
            else coalesce(said_state, 'found') end AS state
    from told
),
placed as (
    select t.*,
        case
            when t.state in ('overturned', 'upheld', 'written_off', 'invalid') then 'done'
            when t.state = 'partly' and (not t.is_paid_since or coalesce(t.recoverable, 0) = 0) then 'done'
            when t.recoverable > 0 or t.unpriced > 0 or (t.state = 'sent' and t.left_open > 0) then 'queue'
            when t.too_late > 0 then 'too_late'
            else 'not_recoverable' end AS place,
        date_diff('day', s.as_of, t.deadline) AS days_left, s.as_of
    from stated AS t
    cross join setting AS s
)
select * exclude (worth, mean_chance, recoverable, is_paid_since, is_upheld_since),
    case when place = 'queue' then recoverable else 0 end AS recoverable,
    cast(case when place = 'queue' then round(worth, 2) else 0 end AS decimal(12, 2)) AS value,
    cast(case when recoverable > 0 then worth / recoverable else mean_chance end AS decimal(6, 4)) AS chance,
    recoverable AS still_recoverable,
    case
        when state = 'found' and denied_again is not null then 'Denied again on ' || denied_again || ' after it was sent.'
        when state in ('found', 'in_work') and billed_again is not null then 'Billed again on ' || billed_again || ', not answered yet.'
        when state in ('found', 'in_work') and upheld_on >= last_denied then 'The payer upheld its denial on ' || upheld_on || '.'
        when state = 'upheld' and recoverable > 0 and days_left >= 0
            then 'Upheld; a next level can still be asked until ' || deadline || '.'
        when state = 'partly' and is_paid_since and recoverable > 0 then 'Paid in part; the rest is still open.'
        when state = 'sent' and days_left < 0 then 'Sent; the deadline has passed since.'
        when denied_again is not null and state in ('in_work', 'upheld') then 'Denied again on ' || denied_again || ' since.'
    end AS state_note
from placed
