-- one row per line episode with what is still owed on it
-- key: episode_key
-- inputs: episode, setting
-- step: per patient
-- rule: insurance balance = the charge while nothing has been adjudicated or its denial is open, 0 once allowed; patient
-- balance = patient responsibility less patient payments; contractual adjustments are never receivable; an exact duplicate
-- has no balance; credits stand apart. Age in days from the date of service to the as-of day.
with owed as (
    select e.*, coalesce(e.payer_class = 'self_pay', false) AS is_self_pay,
        date_diff('day', e.dos, s.as_of) AS age
    from episode AS e
    cross join setting AS s
    where not e.is_void
),
balanced as (
    select *,
        case when is_self_pay then 0 when adjudications = 0 or outcome = 'denied' then greatest(charge, 0) else 0 end
            AS insurance,
        case when is_self_pay then charge - patient_paid
            when charge < 0 then charge   -- a void without its charge
            when adjudications = 0 or outcome = 'denied' then 0
            else patient_resp - patient_paid end AS patient
    from owed
)
select episode_key, file_id, sheet, row_no, practice, location, patient_id, provider, claim_id, line_no, payer, payer_no,
    dos, cpt, age, outcome, last_date, adjudications,
    case when age <= 30 then '0-30' when age <= 60 then '31-60' when age <= 90 then '61-90' when age <= 120 then '91-120'
        else '121+' end AS bucket,
    cast(coalesce(insurance, 0) AS decimal(12, 2)) AS insurance_balance,
    cast(greatest(coalesce(patient, 0), 0) AS decimal(12, 2)) AS patient_balance,
    cast(greatest(-coalesce(patient, 0), 0) AS decimal(12, 2)) AS credit
from balanced
