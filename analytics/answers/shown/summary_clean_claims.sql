-- one row: how many claims their first answer before adjudication (277CA, rejection report) accepted
-- inputs: claim_acknowledgement, submitted_claim
-- rule: the first answer counts, pending ones aside. A report that names rejected claims only says nothing of the others: the
-- claims sent (837P) are then what the rejected ones are a part of; without them there is no rate.
with answer as (
    select claim_id, arg_min(outcome, (status_date is null, coalesce(status_date, date '2100-12-31'), row_key)) AS outcome
    from claim_acknowledgement
    where not is_duplicate and outcome <> 'pending' and claim_id is not null
    group by claim_id
),
counted as (
    select count(*) AS claims_answered, count(*) filter (where outcome = 'accepted') AS claims_accepted,
        count(*) filter (where outcome = 'rejected') AS claims_rejected
    from answer
),
sent as (
    select count(distinct claim_id) AS claims_sent from submitted_claim where not is_duplicate
)
select a.*, s.claims_sent,
    case when a.claims_accepted > 0 then a.claims_answered
        when a.claims_rejected > 0 and s.claims_sent >= a.claims_rejected then s.claims_sent end AS claims_judged,
    case when a.claims_accepted > 0 then a.claims_accepted
        when a.claims_rejected > 0 and s.claims_sent >= a.claims_rejected then s.claims_sent - a.claims_rejected end
        AS claims_clean
from counted AS a
cross join sent AS s
