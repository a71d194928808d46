-- one row per answer of a payer to a billed line: every remittance, the first, the corrected and the later payer's
-- key: billed_line, remittance_claim
-- inputs: adjudication, billed_line, line_day
-- What answers no loaded line is not here (Files names it). Columns and joins stand one a line: see views.narrowed.
select
    a.line_key AS billed_line,
    a.claim_key AS remittance_claim,
    b.claim_id AS claim_id,
    b.line_no AS line_no,
    b.patient_id AS patient_id,
    b.practice AS practice,
    b.location AS location,
    b.payer AS payer,
    b.payer_class AS payer_class,
    b.provider AS provider,
    b.discipline AS discipline,
    b.cpt AS code,
    b.dos AS dos,
    b.submit_date AS submit_date,
    y.answer_date AS answer_date,
    a.payment_date AS payment_date,
    a.trace_number AS trace_number,
    a.payer_claim_id AS payer_claim_id,
    a.status AS claim_status,
    a.outcome AS outcome,
    a.is_secondary AS is_later_payer,
    a.is_standing AS is_standing,
    a.reversed_on AS reversed_on,
    a.group_code AS group_code,
    a.carc AS reason_code,
    array_to_string(a.remarks, ' ') AS remark_codes,
    a.charge AS charge,
    a.allowed AS allowed,
    a.paid AS paid,
    a.patient_resp AS patient_responsibility,
    a.sequestration AS sequestration,
    a.paid_units AS paid_units,
    a.method AS matched_by,
    b.cut_no AS cut_no
from adjudication AS a
join billed_line AS b on b.line_key = a.line_key
left join line_day AS y on y.line_key = a.line_key
