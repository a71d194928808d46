-- one row per day on which something known happened to a claim of a letter, in time order
-- key: claim_ref, day, event, reference
-- inputs: denial, episode_line, billed_line, payer, claim_acknowledgement, adjudication, remit_claim
-- $claims: claim_refs, a list of texts. event: sent | accepted | rejected | pending (a clearinghouse's or payer's word before
-- adjudication) | received (the payer's own day of receipt) | answered. What has no date is no proof and is left out.
-- rule: a claim number that stands for several payers or patients proves nothing by itself: an acknowledgement of it counts where it
-- names the payer and the member. What a later payer answered is not told to the first one.
with member as (
    select distinct d.claim_ref, e.line_key, b.submit_date, b.payer_no, b.member_id, coalesce(b.sent_claim_id, b.claim_id) AS sent_claim_id
    from denial AS d
    join episode_line AS e on e.episode_key = d.episode_key
    join billed_line AS b on b.line_key = e.line_key
    where d.claim_ref in (select unnest(cast($claims AS varchar[])))
),
claim as (
    select distinct claim_ref, sent_claim_id, payer_no, member_id from member where sent_claim_id is not null
),
shared as (
    select coalesce(sent_claim_id, claim_id) AS sent_claim_id
    from billed_line
    where coalesce(sent_claim_id, claim_id) in (select sent_claim_id from claim)
    group by coalesce(sent_claim_id, claim_id)
    having count(distinct payer_no) > 1 or count(distinct patient_no) > 1
),
event as (
    select claim_ref, submit_date AS day, 1 AS place, 'sent' AS event, sent_claim_id AS reference from member where submit_date is not null
    union
    select c.claim_ref, a.status_date, 2, a.outcome, concat_ws(', ', a.category_code || coalesce(':' || a.status_code, ''), a.reference)
    from claim AS c
    join claim_acknowledgement AS a on a.claim_id = c.sent_claim_id and not a.is_duplicate
    where a.status_date is not null and (c.sent_claim_id not in (select sent_claim_id from shared)
        or (coalesce(lower(a.member_id) = lower(c.member_id), false) and exists (select 1 from payer AS p
            where p.payer_no = c.payer_no and (lower(p.payer_name) = lower(a.payer_name) or p.payer_id = a.payer_id))))
    union
    select m.claim_ref, r.received_date, 3, 'received', r.payer_claim_id
    from member AS m
    join adjudication AS a on a.line_key = m.line_key
    join remit_claim AS r on r.claim_key = a.claim_key
    where r.received_date is not null and not a.is_secondary
    union
    select m.claim_ref, a.payment_date, 4, 'answered', a.payer_claim_id
    from member AS m
    join adjudication AS a on a.line_key = m.line_key
    where a.payment_date is not null and not a.is_secondary
)
select claim_ref, day, event, nullif(reference, '') AS reference
from event
order by claim_ref, day, place, event, reference
