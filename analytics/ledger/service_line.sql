-- one row per service delivered, as last billed: what the unit audit counts
-- key: line_key; carries its episode_key and visit_key
-- inputs: billed_line, episode_line
-- step: per patient
select b.line_key, b.claim_id, try_cast(b.line_no AS integer) AS line_order, e.episode_key, b.visit_key, b.day_key, b.patient_no, b.payer_no, b.rule_payer_no, b.dos, b.cpt, b.unit_basis = 'timed_15' AS is_timed,
    b.units, b.minutes, b.assistant_minutes, b.modifiers
from billed_line AS b
join episode_line AS e on e.line_key = b.line_key
where e.is_latest and not e.is_void
    -- a void whose charge is not here took back a service that is not here either
    and coalesce(b.charge, b.units, 0) >= 0
