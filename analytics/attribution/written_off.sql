-- one row per line episode of the ledger, with what was written off, and what is left when every step has taken its part
-- key: episode_key
-- inputs: underpaid
-- step: per patient
-- rule: step 9. What the practice gave up, and what a reason other than a denial took or a later payer cut. More than was claimed is
-- above_expected; paid 0 without any reason is unexplained.
select episode_key, practice, location, provider, payer, payer_no, cut_no, dos, submit_date, answer_date, cpt, claim_id, line_no, earned,
    unbilled_units, denied, underpaid, statutory,
    cast(given_up_share + given_up_claim
        + case when has_reason then greatest(left_over, 0) else 0 end AS decimal(12, 2)) AS written_off,
    cast(given_up_claim AS decimal(12, 2)) AS given_up_claim,
    open_insurance, open_patient, collected,
    cast(greatest(-left_over, 0) AS decimal(12, 2)) AS above_expected,
    cast(case when has_reason then 0 else greatest(left_over, 0) end AS decimal(12, 2)) AS unexplained
from (
    select *, coalesce(outcome in ('paid', 'patient_billed', 'adjusted_off'), false) AS has_reason
    from underpaid
)
