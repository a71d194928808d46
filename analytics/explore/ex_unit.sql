-- one row per timed billed line, and per documented code that was never billed: minutes and units, code by code
-- key: line, or visit + code where it is null
-- inputs: unit_audit
-- The units of a visit's rows add up to those of its row in ex_visit. Columns and joins stand one a line: see views.narrowed.
select
    u.line_key AS line,
    u.visit_key AS visit,
    u.claim_id AS claim_id,
    u.line_no AS line_no,
    u.patient_id AS patient_id,
    u.practice AS practice,
    u.location AS location,
    u.payer AS payer,
    u.payer_class AS payer_class,
    u.provider AS provider,
    u.discipline AS discipline,
    u.cpt AS code,
    u.dos AS dos,
    u.submit_date AS submit_date,
    u.answer_date AS answer_date,
    u.rule AS unit_rule,
    u.verdict AS verdict,
    u.verdict <> 'undetermined' AS is_judged,
    u.minutes AS minutes,
    u.units_billed AS units_billed,
    u.units_correct AS units_supported,
    u.units_delta AS units_difference,
    u.price AS unit_price,
    u.price_basis AS price_basis,
    u.value AS value_of_difference,
    u.cut_no AS cut_no
from unit_audit AS u
