-- one row per claim of a place of the worklist, what to work first on top
-- inputs: work_queue, work_line
-- $place: queue | too_late | done | not_recoverable; $payer, $cause, $state, $assignee: empty = any ('(nobody)': no assignee);
-- $today: the day follow-ups are held against, empty = the as-of day
-- turn: 1 the follow-up is due, 2 the deadline is within 14 days and nothing was sent yet, 3 the rest; inside each by value.
-- listed, listed_recoverable, listed_value: of all rows. A claim is shown whole where one of its lines is in the filter.
select
    case when q.follow_up <= coalesce(try_cast(nullif($today, '') AS date), q.as_of) then 1
        when q.state <> 'sent' and q.days_left between 0 and 14 then 2 else 3 end AS turn,
    q.claim_ref, q.claim_id, q.patient_id, q.payer, q.dos, q.state, q.assignee, q.recoverable, q.chance, q.value, q.deadline, q.days_left,
    case when q.deadline_is_assumed then 'nobody chose this' else q.deadline_basis end AS deadline_from, q.next_step, q.cause,
    q.cause_label, q.root_cause, q.family, q.category, q.way, q.letter, q.owner, q.code, q.follow_up,
    coalesce(q.follow_up <= coalesce(try_cast(nullif($today, '') AS date), q.as_of), false) AS is_follow_up_due, q.note, q.events,
    q.state_note, q.lines, q.unpriced, q.charge, q.expected, q.recovered, q.still_recoverable, q.left_open, q.too_late, q.provider,
    q.location, q.first_denied, q.last_denied, q.last_paid, q.said_at, q.said_by, q.bars_appeal, q.patient_stop,
    count(*) over () AS listed, sum(q.recoverable) over () AS listed_recoverable, sum(q.value) over () AS listed_value
from work_queue AS q
where q.place = $place
    and ($payer = '' or q.payer = $payer) and ($cause = '' or q.cause = $cause) and ($state = '' or q.state = $state)
    and ($assignee = '' or coalesce(q.assignee, '(nobody)') = $assignee)
    and q.claim_key in (select claim_key from work_line where selected(cut_no, dos, submit_date, answer_date, $filter))
order by turn, q.value desc nulls last, q.recoverable desc nulls last, q.days_left nulls last, q.claim_key
