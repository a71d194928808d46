-- one row per claim that first payers answered in the 28 days up to the as-of day, and paid 0 with nothing left to the patient
-- inputs: adjudication, billed_line, line_day, setting
-- rule: as recent_refused of kpi_denials: duplicates are left out
-- line: its first line, as text, to tell its story by
with answer as (
    select a.claim_key, a.paid, a.patient_resp, a.payment_date, a.line_key
    from adjudication AS a
    cross join setting AS s
    where a.payment_date > s.as_of - 28 and a.payment_date <= s.as_of and a.is_standing and not a.is_secondary
        and coalesce(a.outcome, '') <> 'duplicate'
),
claim as (
    select a.claim_key, min(a.line_key) AS line, min(b.patient_id) AS patient_id, min(b.dos) AS dos, min(b.payer) AS payer,
        min(b.provider) AS provider, min(b.claim_id) AS claim_id, max(a.payment_date) AS answered_on, sum(b.charge) AS charge,
        sum(a.paid) AS paid, sum(a.patient_resp) AS patient_resp
    from answer AS a
    join billed_line AS b on b.line_key = a.line_key
    join line_day AS y on y.line_key = a.line_key
    where b.charge > 0 and selected(y.cut_no, y.dos, y.submit_date, y.answer_date, $filter)
    group by a.claim_key
)
select cast(line AS varchar) AS line, patient_id, dos, payer, provider, claim_id, answered_on, charge, 1 AS amount
from claim
where coalesce(paid, 0) = 0 and coalesce(patient_resp, 0) = 0
order by charge desc, dos, claim_key
