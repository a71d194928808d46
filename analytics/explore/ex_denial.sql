-- one row per denied line, and per line a payer left wholly to the patient: reason, cause, what came of it, what is left
-- key: line
-- inputs: denial, cut
-- A line counts as denied when its first answer was a denial. Columns and joins stand one a line: see views.narrowed.
select
    d.episode_key AS line,
    d.claim_id AS claim_id,
    d.line_no AS line_no,
    d.patient_id AS patient_id,
    d.practice AS practice,
    d.location AS location,
    d.payer AS payer,
    c.payer_class AS payer_class,
    d.provider AS provider,
    c.discipline AS discipline,
    d.cpt AS code,
    d.modifiers AS modifiers,
    d.dos AS dos,
    d.submit_date AS submit_date,
    d.answer_date AS answer_date,
    d.is_denial AS is_denied,
    d.group_code AS group_code,
    d.carc AS reason_code,
    d.rarc AS remark_codes,
    d.family AS family,
    d.cause AS cause,
    d.category AS category,
    d.root_cause AS root_cause,
    d.preventable AS preventable,
    d.owner AS owner,
    d.status AS status,
    d.outcome AS outcome,
    d.charge AS charge,
    d.expected AS expected,
    d.recovered AS recovered,
    d.recoverable AS recoverable,
    d.left_open AS left_open,
    d.deadline AS deadline,
    d.deadline_basis AS deadline_basis,
    d.next_step AS next_step,
    d.cut_no AS cut_no
from denial AS d
left join cut AS c on c.cut_no = d.cut_no
