-- one row per line episode: a billed line with all its remittances in time order
-- key: episode_key (the line_key of its first billed line); latest_key = the line as last billed
-- inputs: episode_line, adjudication, billed_line
-- step: per patient
-- rule: the first adjudication decides the denial rate, the last one the state, but a payment that nobody reversed stands
-- against a later denial; a refused duplicate decides neither unless it is all there is; a secondary payer adds money and is
-- never a denial.
with answer as (
    select e.episode_key, a.*,
        a.is_secondary or a.outcome = 'duplicate' AS decides_nothing
    from adjudication AS a
    join episode_line AS e on e.line_key = a.line_key
),
picked as (   -- a struct is taken whole: arg_min of a single column would skip the rows where it is null
    select episode_key,
        count(*) AS adjudications,
        arg_min(struct_pack(outcome, payment_date, group_code, carc, remarks), (decides_nothing, payment_date, claim_key))
            AS first_answer,
        arg_max(struct_pack(outcome, payment_date, paid, allowed, patient_resp, sequestration, is_secondary),
            (not decides_nothing, outcome = 'paid', payment_date, claim_key)) AS last_answer,
        coalesce(sum(paid) filter (where is_secondary), 0) AS secondary_paid,
        arg_max(patient_resp, (payment_date, claim_key)) filter (where is_secondary) AS secondary_patient_resp
    from answer
    group by episode_key
),
member as (
    select episode_key, max(line_key) filter (where is_latest) AS latest_key, bool_or(is_latest and is_void) AS is_void,
        count(*) AS times_billed
    from episode_line
    group by episode_key
)
select m.episode_key, m.latest_key, m.is_void, m.times_billed,
    b.practice, b.location, b.patient_id, b.patient_no, b.claim_id, b.line_no, b.file_id, b.sheet, b.row_no, b.dos, b.cpt,
    b.modifiers, b.units AS first_units, b.charge AS first_charge, l.units, l.charge, coalesce(l.patient_paid, 0) AS patient_paid, b.payer, b.payer_no, b.payer_class,
    b.rule_payer_no, b.provider, b.discipline,
    coalesce(s.adjudications, 0) AS adjudications,
    s.first_answer.outcome AS first_outcome, s.first_answer.payment_date AS first_date,
    s.first_answer.group_code AS first_group, s.first_answer.carc AS first_carc, s.first_answer.remarks AS first_remarks,
    -- only a later payer's answer is here: the first payer's is missing, and nothing is known of what it allowed
    case when s.last_answer.is_secondary then 'prior_payer' else s.last_answer.outcome end AS outcome,
    s.last_answer.payment_date AS last_date,
    case when not s.last_answer.is_secondary then s.last_answer.allowed end AS allowed,
    case when s.last_answer.is_secondary then 0 else coalesce(s.last_answer.sequestration, 0) end AS sequestration,
    case when s.last_answer.is_secondary then 0 else coalesce(s.last_answer.paid, 0) end
        + coalesce(s.secondary_paid, 0) AS paid,
    coalesce(s.secondary_patient_resp, s.last_answer.patient_resp, 0) AS patient_resp,
    s.secondary_patient_resp is not null AS has_secondary
from member AS m
join billed_line AS b on b.line_key = m.episode_key
join billed_line AS l on l.line_key = m.latest_key
left join picked AS s on s.episode_key = m.episode_key
