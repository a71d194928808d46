-- one row per finding: a leak, an exposure or money at risk, with its rule, its dollars and its deadline
-- key: finding
-- inputs: finding, cut
-- Exposure is never netted against leaks. Columns and joins stand one a line: see views.narrowed.
select
    f.finding_id AS finding,
    f.kind AS kind,
    f.category AS category,
    f.origin AS origin,
    f.claim_id AS claim_id,
    f.line_no AS line_no,
    f.patient_id AS patient_id,
    f.practice AS practice,
    f.location AS location,
    f.payer AS payer,
    c.payer_class AS payer_class,
    f.provider AS provider,
    c.discipline AS discipline,
    f.cpt AS code,
    f.dos AS dos,
    f.submit_date AS submit_date,
    f.answer_date AS answer_date,
    f.amount AS amount,
    f.amount_low AS amount_low,
    f.amount_high AS amount_high,
    f.recoverable AS recoverable,
    f.deadline AS deadline,
    f.rule_id AS rule,
    f.citation AS citation,
    f.explanation AS explanation,
    f.cut_no AS cut_no
from finding AS f
left join cut AS c on c.cut_no = f.cut_no
