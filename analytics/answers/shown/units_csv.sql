-- one row per timed billed line, and per documented code never billed: units.csv
select u.patient_id, u.dos, u.discipline, u.payer, u.claim_id, u.line_no, u.cpt, plain(u.minutes) AS minutes,
    plain(u.units_billed) AS units_billed, plain(u.units_correct) AS units_correct, u.rule, u.verdict,
    plain(u.units_delta) AS units_delta, u.value, u.tie, e.explanation, u.price, u.price_basis, f.name AS file, u.sheet, u.row_no AS row
from unit_audit AS u
join visit_explanation AS e on e.visit_key = u.visit_key
join input_file AS f on f.file_id = u.file_id
order by u.dos, u.patient_id, u.shown_key, u.cpt
