-- one row per claim that its first answer before adjudication accepted, the largest charge first
-- inputs: claim_acknowledgement, submitted_claim
-- rule: as summary_clean_claims: where reports name rejected claims only, the claims sent that none of them names
with answer as (
    select claim_id, arg_min(outcome, (status_date is null, coalesce(status_date, date '2100-12-31'), row_key)) AS outcome,
        min(status_date) AS answered_on, max(charge) AS charge, min(payer_name) AS payer, min(dos) AS dos
    from claim_acknowledgement
    where not is_duplicate and outcome <> 'pending' and claim_id is not null
    group by claim_id
),
sent as (
    select claim_id, max(charge) AS charge, min(payer_name) AS payer from submitted_claim where not is_duplicate group by claim_id
),
report as (
    select count(*) filter (where outcome = 'accepted') AS accepted, count(*) filter (where outcome = 'rejected') AS rejected
    from answer
)
select a.claim_id, a.payer, a.dos, a.answered_on, a.outcome AS said, a.charge, 1 AS amount
from answer AS a
where a.outcome = 'accepted'
union all
select s.claim_id, s.payer, null, null, 'sent', s.charge, 1
from sent AS s
cross join report AS r
where r.accepted = 0 and r.rejected > 0 and s.claim_id not in (select claim_id from answer where outcome = 'rejected')
order by charge desc nulls last, claim_id
