-- one row per visit with excess units among the exposure, the most dollars first
-- inputs: finding, unit_visit
-- line: a line of the visit, as text, to tell its story by
select cast(v.pinned.shown_key AS varchar) AS line, v.patient_id, v.dos, v.payer, v.provider, v.pinned.claim_id AS claim_id, v.rule, v.minutes, v.units_billed,
    v.units_correct, v.value, v.units_excess AS amount
from unit_visit AS v
where v.verdict = 'over' and v.pinned.shown_key in (
    select line_key
    from finding
    where kind = 'exposure' and category = 'excess_units' and selected(cut_no, dos, submit_date, answer_date, $filter))
order by v.value, v.dos, v.visit_key
