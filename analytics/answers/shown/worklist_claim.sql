-- one row: a claim of the worklist as it stands now, wherever it is listed (columns as in worklist)
-- inputs: work_queue
-- $claim: the claim_ref
select q.place, q.claim_ref, q.claim_id, q.patient_id, q.payer, q.dos, q.state, q.assignee, q.recoverable, q.chance, q.value, q.deadline,
    q.days_left, case when q.deadline_is_assumed then 'nobody chose this' else q.deadline_basis end AS deadline_from, q.next_step,
    q.cause_label, q.follow_up, q.state_note, q.too_late, q.recovered, q.left_open, q.letter, q.bars_appeal, q.patient_stop
from work_queue AS q
where q.claim_ref = $claim
