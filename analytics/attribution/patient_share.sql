-- one row per line episode of the ledger, with what the patient still owes of it
-- key: episode_key
-- inputs: collected
-- step: per patient
-- rule: step 4. What the payers left to the patient, or a self payer's line; not what the practice has given up of it (given_up_share).
select * exclude (left_over, share), least(share, given_up) AS given_up_share,
    share - least(share, given_up) AS open_patient, left_over - share AS left_over
from (
    select *,
        case
            when is_self_pay then greatest(left_over, 0)
            when is_unallowed then 0
            when outcome = 'patient_billed' then greatest(least(claimed, patient_resp) - patient_part_paid, 0)
            when outcome in ('paid', 'prior_payer') then patient_resp - patient_part_paid
            else 0 end AS share
    from collected
)
