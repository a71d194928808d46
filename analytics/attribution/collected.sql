-- one row per line episode of the ledger, with what payers and patient have paid of it
-- key: episode_key
-- inputs: asked
-- step: per patient
-- rule: step 3. A copay taken before the payer's answer counts up to what the line is worth; later payers' money counts.
select * exclude (left_over), left_over - collected AS left_over
from (
    select *,
        case
            when is_self_pay then paid + least(patient_paid, greatest(claimed - paid, 0))
            when is_unallowed then least(patient_paid, claimed)
            when outcome = 'patient_billed' then least(patient_part_paid, claimed)
            when outcome in ('paid', 'prior_payer') then paid + patient_part_paid
            else 0 end AS collected
    from asked
)
