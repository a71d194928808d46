-- one row per claim with a line to work: what the ledger knows of it; what people said of it is work_state
-- key: claim_ref; claim_key (see work_line)
-- inputs: work_line, denial, denial_cause, setting
-- step: per patient
-- cause, way, next step, letter and owner are those of the dearest line; the deadline is the first one of the lines that can still be
-- worked, else the last one missed. recoverable: known dollars (null: no line has a price); unpriced: lines without one;
-- billed_again: the day it was sent again, where that is not answered yet. too_late: open dollars whose deadline has passed. proven: overturned (every line paid since), partly (some or part), null.
with line as (
    select l.*, l.status in ('open', 'partly_recovered') AS is_open,
        coalesce(l.recoverable, 1) > 0 and l.deadline is not null AS is_due,
        l.deadline < s.as_of and l.left_open > 0 AS is_missed
    from work_line AS l
    cross join setting AS s
),
summed as (
    select claim_key,
        arg_max(episode_key, (coalesce(recoverable, 0), coalesce(left_open, 0), coalesce(expected, charge, 0), -episode_key)) AS dearest,
        coalesce(arg_min(episode_key, (deadline, episode_key)) filter (where is_due),
            arg_max(episode_key, (deadline, episode_key)) filter (where is_missed)) AS due,
        count(*) AS lines, count(*) filter (where recoverable is null) AS unpriced,
        min(dos) AS dos, sum(charge) AS charge, sum(expected) AS expected, sum(recovered) AS recovered, sum(recoverable) AS recoverable,
        coalesce(sum(left_open) filter (where is_open), 0) AS left_open,
        coalesce(sum(left_open) filter (where is_open and is_missed), 0) AS too_late,
        min(first_denied) AS first_denied, max(last_denied) AS last_denied, max(upheld_on) AS upheld_on, max(last_paid) AS last_paid, max(billed_again) AS billed_again,
        case when bool_and(status = 'recovered') then 'overturned' when sum(recovered) > 0 then 'partly' end AS proven
    from line
    group by claim_key
),
warned as (   -- what forbids a letter or a bill on any line forbids it on the claim
    select l.claim_key, bool_or(d.bars_appeal) AS bars_appeal, max(d.patient_stop) AS patient_stop
    from denial AS d
    join work_line AS l on l.episode_key = d.episode_key
    where d.bars_appeal or d.patient_stop is not null
    group by l.claim_key
)
select d.claim_ref, m.claim_key, d.practice, d.location, d.patient_id, d.claim_id, d.payer, d.provider, m.dos, m.lines, m.unpriced,
    cast(m.charge AS decimal(12, 2)) AS charge, cast(m.expected AS decimal(12, 2)) AS expected,
    cast(m.recovered AS decimal(12, 2)) AS recovered, cast(m.recoverable AS decimal(12, 2)) AS recoverable,
    cast(m.left_open AS decimal(12, 2)) AS left_open, cast(m.too_late AS decimal(12, 2)) AS too_late,
    l.cause, coalesce(k.label, d.root_cause) AS cause_label, d.root_cause, l.family, l.category, d.way, d.letter, d.next_step, d.owner,
    trim(concat_ws(' ', d.last_group, d.last_carc, d.last_rarc)) AS code,
    u.deadline, u.deadline_basis, coalesce(u.deadline_is_assumed, false) AS deadline_is_assumed,
    m.first_denied, m.last_denied, m.upheld_on, m.last_paid, m.billed_again, coalesce(w.bars_appeal, false) AS bars_appeal, w.patient_stop, m.proven
from summed AS m
join work_line AS l on l.episode_key = m.dearest
join denial AS d on d.episode_key = m.dearest
left join work_line AS u on u.episode_key = m.due
left join warned AS w on w.claim_key = m.claim_key
left join denial_cause AS k on k.cause = l.cause
