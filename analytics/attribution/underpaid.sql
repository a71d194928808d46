-- one row per line episode of the ledger, with what its payer paid too little
-- key: episode_key
-- inputs: statutory
-- step: per patient
-- rule: step 8. The claimed amount (no payer owes more than the charge) above the allowed one, less what the assistant's
-- reduction explains of it; sequestration beyond the law's share; and what the payer allowed and kept back for no reason of
-- its own (other_cut: a withhold, a legislated penalty) and no assistant's. Where a later payer has answered, what is kept
-- back may be that one's contract: it is written off.
select * exclude (left_over), left_over - underpaid AS left_over
from (
    select *,
        cast(case when outcome = 'paid' and not is_self_pay
            then greatest(owed - allowed, 0) - cut_before + unlawful
                + case when has_secondary then 0 else greatest(least(kept_back - cut_behind - other_cut, claimed), 0) end
            else 0 end AS decimal(12, 2)) AS underpaid
    from statutory
)
