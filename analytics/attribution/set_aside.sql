-- one row per line episode that stands in no column of the revenue ledger, and why
-- key: episode_key
-- inputs: episode, line_value
-- step: per patient
-- rule: step 1. reason: voided (taken back by the practice), duplicate (refused as one: the line it repeats counts), capitated (paid by
-- the head), no charge (sent at 0.00: nothing was asked for), no price (no payer told what it is worth, and nothing was allowed)
select *
from (
    select e.episode_key, e.practice, e.location, e.provider, e.payer, e.payer_no, e.cut_no, e.dos, e.submit_date, e.answer_date, e.cpt, e.claim_id, e.line_no, e.charge, e.paid,
        case when e.is_void or coalesce(e.charge, e.units) < 0 then 'voided' when e.outcome = 'duplicate' then 'duplicate'
            when e.outcome = 'capitated' then 'capitated' when e.outcome = 'no_charge' then 'no charge' when v.earned is null then 'no price' end AS reason
    from episode AS e
    left join line_value AS v on v.episode_key = e.episode_key
)
where reason is not null
