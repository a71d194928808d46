-- one row per line episode with what is still owed on it, on the as-of day of the audit: all that is loaded counts
-- key: episode_key
-- inputs: episode, episode_state, setting
-- step: per patient
-- rule: insurance balance = the charge while nothing has been adjudicated or its denial is open, 0 once allowed; patient
-- balance = patient responsibility less patient payments; contractual adjustments are never receivable; an exact duplicate
-- has no balance; credits stand apart. Age in days from the date of service to the as-of day. responsible_since: the day the
-- balance became this party's, the one the line was sent on, or that of the answer that left it.
with owed as (
    select e.*, coalesce(e.payer_class = 'self_pay', false) AS is_self_pay,
        date_diff('day', e.dos, s.as_of) AS age, t.first_day AS last_turn
    from episode AS e
    left join episode_state AS t on t.episode_key = e.episode_key and t.is_last
    cross join setting AS s
    where not e.is_void
),
balanced as (
    select *,
        owed_by_insurance(outcome, charge, written_off, is_self_pay) AS insurance,
        owed_by_patient(outcome, charge, patient_resp, patient_paid, written_off, is_self_pay) AS patient
    from owed
)
select episode_key, file_id, sheet, row_no, practice, location, patient_id, provider, claim_id, line_no, payer, payer_no,
    cut_no, dos, submit_date, answer_date, cpt, age, outcome, first_date, last_date, adjudications,
    case when is_self_pay then dos when outcome is null then coalesce(submit_date, dos) else last_turn end AS responsible_since,
    age_bucket(age) AS bucket,
    cast(coalesce(insurance, 0) AS decimal(12, 2)) AS insurance_balance,
    cast(greatest(coalesce(patient, 0), 0) AS decimal(12, 2)) AS patient_balance,
    cast(greatest(-coalesce(patient, 0), 0) AS decimal(12, 2)) AS credit
from balanced
