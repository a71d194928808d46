-- one row per visit with timed codes: minutes, units billed and supported, the verdict and what the difference is worth
-- key: visit
-- inputs: unit_visit, cut
-- A visit is the same practice, patient, day, discipline and payer. Columns and joins stand one a line: see views.narrowed.
select
    v.visit_key AS visit,
    v.pinned.claim_id AS claim_id,
    v.patient_id AS patient_id,
    v.practice AS practice,
    v.location AS location,
    v.payer AS payer,
    c.payer_class AS payer_class,
    v.provider AS provider,
    v.discipline AS discipline,
    v.dos AS dos,
    v.submit_date AS submit_date,
    v.answer_date AS answer_date,
    v.rule AS unit_rule,
    v.verdict AS verdict,
    v.verdict <> 'undetermined' AS is_judged,
    v.tie AS has_tie,
    v.minutes AS minutes,
    v.units_billed AS units_billed,
    v.units_correct AS units_supported,
    v.units_missed AS units_missed,
    v.units_excess AS units_excess,
    v.value_missed AS value_missed,
    v.value_excess AS value_excess,
    v.cut_no AS cut_no
from unit_visit AS v
left join cut AS c on c.cut_no = v.cut_no
