-- one row per billed line, as it stands now: what was sent, what every payer answered, what is still owed
-- key: line
-- inputs: episode, billed_line, line_value, receivable, denial, place_of_service
-- A line sent more than once is one row; voids and duplicates are none. Columns and joins stand one a line: see views.narrowed.
select
    e.episode_key AS line,
    b.visit_key AS visit,
    e.claim_id AS claim_id,
    e.line_no AS line_no,
    e.patient_id AS patient_id,
    e.practice AS practice,
    e.location AS location,
    e.payer AS payer,
    e.payer_class AS payer_class,
    e.provider AS provider,
    e.discipline AS discipline,
    b.is_assistant AS is_assistant,
    e.cpt AS code,
    array_to_string(e.modifiers, ' ') AS modifiers,
    b.pos AS place_of_service,
    p.label AS place_of_service_label,
    e.dos AS dos,
    e.submit_date AS submit_date,
    e.first_date AS answer_date,
    e.last_date AS last_answer_date,
    case when e.submit_date >= e.dos then e.submit_date - e.dos end AS days_to_submit,
    case when e.first_date >= e.dos then e.first_date - e.dos end AS days_to_answer,
    case when e.outcome = 'paid' and e.last_date >= e.dos then e.last_date - e.dos end AS days_to_pay,
    e.units AS units,
    e.charge AS charge,
    e.first_charge AS first_charge,
    e.times_billed AS times_billed,
    e.adjudications AS answers,
    e.adjudications > 0 and e.first_charge > 0 AS is_answered,
    e.first_outcome AS first_outcome,
    coalesce(e.adjudications > 0 and e.first_charge > 0 and e.first_outcome = 'denied', false) AS is_denied,
    coalesce(e.outcome, 'unanswered') AS outcome,
    e.first_group AS group_code,
    e.first_carc AS reason_code,
    array_to_string(e.first_remarks, ' ') AS remark_codes,
    d.family AS family,
    d.cause AS cause,
    d.category AS category,
    v.expected AS expected,
    v.price_basis AS price_basis,
    e.allowed AS allowed,
    e.paid AS paid,
    e.patient_resp AS patient_responsibility,
    e.patient_paid AS patient_paid,
    e.written_off AS written_off,
    r.age AS age,
    r.bucket AS age_bucket,
    r.insurance_balance AS insurance_balance,
    r.patient_balance AS patient_balance,
    r.credit AS credit,
    e.cut_no AS cut_no
from episode AS e
left join billed_line AS b on b.line_key = e.latest_key
left join place_of_service AS p on p.pos = b.pos
left join line_value AS v on v.episode_key = e.episode_key
left join receivable AS r on r.episode_key = e.episode_key
left join denial AS d on d.episode_key = e.episode_key
where not e.is_void
