-- one row per line episode of the ledger, with what no payer has answered yet
-- key: episode_key
-- inputs: denied
-- step: per patient
-- rule: step 6. What only a later payer has answered waits for the first payer's remittance. What the practice has given up
-- of its charge is not open any more: the same part of the claimed amount (given_up_claim).
select * exclude (left_over, unanswered), unanswered - given_up_claim AS open_insurance, left_over - unanswered AS left_over
from (
    select *,
        cast(case when unanswered > 0 and charge > 0 then least(round(claimed * given_up / charge, 2), unanswered) else 0 end
            AS decimal(12, 2)) AS given_up_claim
    from (
        select *, case when not is_self_pay and (outcome is null or outcome = 'prior_payer') then greatest(left_over, 0) else 0 end AS unanswered
        from denied
    )
)
