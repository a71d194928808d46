-- one row per line episode of the ledger, with what an open denial holds back
-- key: episode_key
-- inputs: patient_share
-- step: per patient
-- rule: step 5. All that was asked for and not collected; why is told once, by denial (a missing modifier that caused a denial for
-- bundling is one finding with both names). A denial the practice has written off stays a denial.
select * exclude (left_over), left_over - denied AS left_over
from (
    select *, case when outcome = 'denied' and not is_self_pay then left_over else 0 end AS denied
    from patient_share
)
