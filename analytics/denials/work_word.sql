-- one row per word of work_event, under the claim it belongs to now
-- key: event_id; is_waiting: no claim of this workspace is meant (its files were undone, or are not loaded yet)
-- inputs: work_event, work_claim, work_name
-- step: merge
-- rule: a word hangs on claim_ref. Where another export of the same claims spells practice or patient otherwise (a billing file loaded
-- after the remittances), or the claim is known under an earlier id since, it goes with the claim id, if one claim here and one claim of
-- the words have that id; never with a day alone.
with spoken as (
    select e.claim_ref, c.claim_ref is not null AS is_here,
        regexp_extract(e.claim_ref, '^(?:[^|\\]|\\.)*\|(?:[^|\\]|\\.)*\|((?:[^|\\]|\\.)*)', 1) AS claim_part
    from (select distinct claim_ref from work_event) AS e
    left join work_claim AS c on c.claim_ref = e.claim_ref
),
lost as (
    select any_value(claim_ref) AS claim_ref, claim_part
    from spoken
    where not is_here and claim_part <> '' and claim_part[1] <> '@'
    group by claim_part
    having count(*) = 1
),
found as (
    select l.claim_ref, any_value(c.claim_ref) AS now_ref
    from lost AS l
    join work_name AS c on c.claim_part = l.claim_part
    group by l.claim_ref
    having count(*) = 1
)
select e.event_id, coalesce(f.now_ref, e.claim_ref) AS claim_ref, e.said_at, e.said_by, e.kind, e.value, e.seen_denied, e.seen_recovered,
    not s.is_here and f.now_ref is null AS is_waiting
from work_event AS e
join spoken AS s on s.claim_ref = e.claim_ref
left join found AS f on f.claim_ref = e.claim_ref
