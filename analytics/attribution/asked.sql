-- one row per line episode of the revenue ledger: what it earned, what of it was asked for, and who had to pay
-- key: episode_key
-- inputs: episode, line_value, set_aside
-- step: per patient
-- rule: step 2. earned = expected allowed amount at the correct units; claimed = what of it was billed; the difference was
-- never billed. Every later step takes its amount from left_over, so that no dollar is taken twice. patient_part_paid: what
-- the patient has paid of the share the payers left; owed: what of the claimed amount the charge lets anybody owe; given_up:
-- what the practice wrote off, in charges.
select e.episode_key, e.practice, e.location, e.provider, e.payer, e.payer_no, e.cut_no, e.dos, e.submit_date, e.answer_date, e.cpt, e.claim_id, e.line_no,
    e.outcome, e.allowed, e.paid, e.patient_resp, e.sequestration, e.other_cut, e.has_secondary, e.charge,
    v.earned, v.claimed, coalesce(v.assistant_cut, 0) AS assistant_cut,
    coalesce(e.payer_class = 'self_pay', false) AS is_self_pay,
    e.outcome is null or e.outcome = 'denied' AS is_unallowed,
    greatest(e.patient_paid, 0) AS patient_paid, greatest(e.written_off, 0) AS given_up,
    least(e.patient_resp, greatest(e.patient_paid, 0)) AS patient_part_paid,
    most_owed(v.claimed, e.charge) AS owed, v.earned - v.claimed AS unbilled_units, v.claimed AS left_over
from episode AS e
join line_value AS v on v.episode_key = e.episode_key
where e.episode_key not in (select episode_key from set_aside)
