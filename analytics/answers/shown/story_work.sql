-- one row: the claim of the worklist that a line is worked in, as it stands now; no row for a line nobody works
-- inputs: work_queue
-- $claim: the claim_ref that story_line gives
select claim_ref, place, state, state_note, assignee, follow_up, deadline, deadline_is_assumed, days_left, recoverable, chance, value, next_step, note
from work_queue
where claim_ref = $claim
