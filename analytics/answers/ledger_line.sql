-- one row per line episode, and one per documented code that was never billed: where every earned dollar stands
-- key: episode_key, or visit_key + cpt where it is null
-- inputs: episode, unit_audit, unit_visit, unit_price
-- step: per patient
-- rule: earned (expected allowed amount at the correct units) + above_expected = unbilled_units + denied + underpaid
-- + statutory + written_off + open_insurance + open_patient + collected + unexplained, line by line. A line without any
-- price but with an allowed amount is expected at what was allowed; one with neither is left out and counted. Units a
-- visit missed stand on the line its finding is pinned to, so that moving a unit between codes is netted inside the visit.
with netted as (
    select visit_key, pinned, value, verdict = 'mixed' or (verdict = 'under' and value >= 0) AS is_netted from unit_visit
),
priced as (
    select e.*,
        cast(case
            when v.is_netted then
                coalesce(round(p.price * e.units, 2), e.allowed)
                + case when v.pinned.line_key = e.latest_key then v.value else 0 end
            else coalesce(round(p.price * coalesce(u.units_correct, e.units), 2), e.allowed)
            end AS decimal(12, 2)) AS earned,
        cast(coalesce(round(p.price * e.units, 2), e.allowed) AS decimal(12, 2)) AS billed_value
    from episode AS e
    left join unit_audit AS u on u.line_key = e.latest_key
    left join netted AS v on v.visit_key = u.visit_key
    left join unit_price AS p
        on p.payer_no = e.payer_no and p.cpt = e.cpt and p.dos = e.dos and p.modifiers = coalesce(e.modifiers, [])
    where not e.is_void and coalesce(e.outcome, '') <> 'duplicate'
),
claimed as (
    select *, least(earned, billed_value) AS claimed,
        coalesce(payer_class = 'self_pay', false) AS is_self_pay,
        least(patient_resp, greatest(patient_paid, 0)) AS patient_part_paid
    from priced
    where earned is not null
),
placed as (
    select *,
        earned - claimed AS unbilled_units,
        case when outcome = 'denied' then claimed else 0 end AS denied,
        case when outcome is null and not is_self_pay then claimed else 0 end AS open_insurance,
        case
            when is_self_pay or outcome = 'patient_billed' then greatest(claimed - patient_paid, 0)
            when outcome in ('paid', 'prior_payer') then patient_resp - patient_part_paid else 0 end AS open_patient,
        case
            when is_self_pay or outcome = 'patient_billed' then least(patient_paid, claimed)
            when outcome in ('paid', 'prior_payer') then paid + patient_part_paid else 0 end AS collected,
        case when outcome = 'paid' then sequestration else 0 end AS statutory,
        case when outcome = 'paid' then greatest(claimed - allowed, 0) else 0 end AS underpaid
    from claimed
),
closed as (
    select *,
        claimed - denied - open_insurance - open_patient - collected - statutory - underpaid AS rest
    from placed
)
select episode_key, cast(null AS bigint) AS visit_key, practice, location, provider, payer, payer_no, dos, cpt, claim_id,
    line_no, earned, unbilled_units, denied, underpaid, statutory,
    -- what a later payer cut from an allowed amount was written off; paid 0 without any reason is not explained
    cast(case when outcome = 'paid' then greatest(rest, 0) else 0 end AS decimal(12, 2)) AS written_off,
    open_insurance, open_patient, collected,
    cast(greatest(-rest, 0) AS decimal(12, 2)) AS above_expected,
    cast(case when outcome = 'paid' then 0 else greatest(rest, 0) end AS decimal(12, 2)) AS unexplained
from closed
union all
select null, visit_key, practice, location, provider, payer, payer_no, dos, pinned.cpt, pinned.claim_id, null, value, value,
    0, 0, 0, 0, 0, 0, 0, 0, 0
from unit_visit
where pinned.line_key is null and verdict in ('under', 'mixed') and value > 0
