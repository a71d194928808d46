-- one row per word of a person on a claim and per turn the ledger took by itself, the latest first
-- inputs: work_word, work_claim
-- $claim: the claim_ref. kind: state | assignee | note | follow_up | paid | denied; said_at: UTC for words, the payment date of the rest
select event_id, said_at, said_by, kind, value, null AS amount
from work_word
where claim_ref = $claim
union all
select null, cast(last_paid AS timestamp), payer, 'paid', proven, recovered
from work_claim
where claim_ref = $claim and proven is not null
union all
select null, cast(last_denied AS timestamp), payer, 'denied', code, null
from work_claim
where claim_ref = $claim and last_denied is not null
order by said_at desc nulls last, event_id desc nulls last
