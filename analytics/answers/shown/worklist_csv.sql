-- one row per claim with a denied line: worklist.csv, the queue in its order first (follow-ups held against the as-of day)
select q.place, q.claim_id, q.patient_id, q.payer, q.dos, q.state, q.state_note, q.assignee, q.follow_up, q.recoverable, q.chance, q.value,
    q.deadline, q.days_left, q.deadline_basis, q.deadline_is_assumed, q.cause, q.root_cause, q.family, q.category, q.code, q.way,
    q.next_step, q.letter, q.owner, q.lines, q.unpriced, q.charge, q.expected, q.recovered, q.left_open, q.first_denied, q.last_denied,
    q.last_paid, q.bars_appeal, q.patient_stop, q.provider, q.location, q.practice
from work_queue AS q
order by case q.place when 'queue' then 1 when 'too_late' then 2 when 'done' then 3 else 4 end,
    case when q.place = 'queue' and q.follow_up <= q.as_of then 1
        when q.place = 'queue' and q.state <> 'sent' and q.days_left between 0 and 14 then 2 else 3 end,
    q.value desc nulls last, q.recoverable desc nulls last, q.days_left nulls last, q.claim_key
