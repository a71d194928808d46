-- one row per line episode, per documented code that was never billed and per visit never billed: where every earned dollar stands
-- key: episode_key, or visit_key + cpt where it is null
-- inputs: episode, line_value, unit_visit, unbilled_value
-- step: per patient
-- rule: earned (expected allowed amount at the correct units) + above_expected = unbilled_units + denied + underpaid
-- + statutory + written_off + open_insurance + open_patient + collected + unexplained, line by line. A line with
-- neither a price nor an allowed amount is left out and counted.
-- statutory: sequestration, and what is not paid for an assistant's units (CQ, CO): of the payer's share (80 %) or of the whole
-- allowed amount, as the payer's rules say; it counts only as far as the money is really missing, before or behind the allowed amount.
with claimed as (
    select e.*, v.earned, v.claimed, coalesce(v.assistant_cut, 0) AS assistant_cut,
        coalesce(e.payer_class = 'self_pay', false) AS is_self_pay,
        least(e.patient_resp, greatest(e.patient_paid, 0)) AS patient_part_paid
    from episode AS e
    join line_value AS v on v.episode_key = e.episode_key
    where not e.is_void and coalesce(e.outcome, '') <> 'duplicate' and v.earned is not null
),
asked as (   -- copays taken before the payer's answer, up to what the line is worth
    select *,
        case when outcome is null or outcome = 'denied' or is_self_pay then least(greatest(patient_paid, 0), claimed)
            else 0 end AS paid_ahead
    from claimed
),
cut as (   -- the assistant's reduction, behind the allowed amount where that holds it still, else before it
    select *, least(assistant_cut, greatest(allowed - paid - patient_resp - sequestration, 0)) AS cut_behind
    from asked
),
placed as (
    select * exclude (cut_behind),
        earned - claimed AS unbilled_units,
        case when outcome = 'denied' and not is_self_pay then claimed - paid_ahead else 0 end AS denied,
        case when outcome is null and not is_self_pay then claimed - paid_ahead else 0 end AS open_insurance,
        case
            when is_self_pay then claimed - paid_ahead
            when outcome = 'patient_billed' then greatest(least(claimed, patient_resp) - patient_part_paid, 0)
            when outcome in ('paid', 'prior_payer') then patient_resp - patient_part_paid else 0 end AS open_patient,
        case
            when outcome = 'patient_billed' and not is_self_pay then least(patient_part_paid, claimed)
            when outcome in ('paid', 'prior_payer') and not is_self_pay then paid + patient_part_paid
            else paid_ahead end AS collected,
        case when outcome = 'paid' and not is_self_pay
            then sequestration + cut_behind + least(assistant_cut - cut_behind, greatest(claimed - allowed, 0)) else 0 end
            AS statutory,
        case when outcome = 'paid' and not is_self_pay
            then greatest(claimed - allowed, 0) - least(assistant_cut - cut_behind, greatest(claimed - allowed, 0)) else 0 end
            AS underpaid
    from cut
),
closed as (
    select *,
        claimed - denied - open_insurance - open_patient - collected - statutory - underpaid AS rest
    from placed
)
select episode_key, cast(null AS bigint) AS visit_key, practice, location, provider, payer, payer_no, dos, cpt, claim_id,
    line_no, earned, unbilled_units, denied, underpaid, statutory,
    -- what a reason other than a denial took, or a later payer cut, was written off; paid 0 without any is not explained
    cast(case when outcome in ('paid', 'patient_billed', 'adjusted_off') then greatest(rest, 0) else 0 end
        AS decimal(12, 2)) AS written_off,
    open_insurance, open_patient, collected,
    cast(greatest(-rest, 0) AS decimal(12, 2)) AS above_expected,
    cast(case when outcome in ('paid', 'patient_billed', 'adjusted_off') then 0 else greatest(rest, 0) end
        AS decimal(12, 2)) AS unexplained
from closed
union all
select null, visit_key, practice, location, provider, payer, payer_no, dos, pinned.cpt, pinned.claim_id, null, value, value,
    0, 0, 0, 0, 0, 0, 0, 0, 0
from unit_visit
where pinned.line_key is null and verdict <> 'undetermined' and value > 0
union all
select null, visit_key, practice, location, provider, payer, payer_no, dos, main_code, null, null, value, value,
    0, 0, 0, 0, 0, 0, 0, 0, 0
from unbilled_value
where value > 0
