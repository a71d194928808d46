-- one row per case of a provider's habit, the dearest first
-- provider, kind, habit: as provider_habits names them
select h.dos, h.payer, h.cpt, h.amount, h.recoverable, h.deadline, h.explanation, h.patient_id, h.claim_id, h.line_no, h.location,
    h.finding_id
from habit_case AS h
where h.provider = $provider and h.kind = $kind and h.habit = $habit
    and selected(h.cut_no, h.dos, h.submit_date, h.answer_date, $filter)
order by h.amount desc nulls last, h.dos, h.finding_id
