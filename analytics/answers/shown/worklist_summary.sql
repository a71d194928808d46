-- one row: the worklist in figures
-- inputs: work_queue, work_line, overturn_case, setting
-- $today: the day follow-ups are held against, empty = the as-of day
-- due_week: not sent yet, with a deadline in the coming seven days; closed: claims payers paid (wholly or in part) in the 90 days up
-- to the as-of day; overturned = won / cases of the denied lines in the filter, a denial paid in part counts in part.
with line as (
    select episode_key, claim_key from work_line where selected(cut_no, dos, submit_date, answer_date, $filter)
),
claim as (
    select q.place, q.recoverable, q.value, q.too_late, q.recovered, q.deadline_is_assumed,
        q.place = 'queue' AS is_queued, q.place = 'queue' and q.unpriced > 0 AS is_unpriced,
        q.place = 'queue' and q.state = 'sent' AS is_sent, q.place = 'queue' and q.assignee is null AS is_unassigned,
        q.place = 'queue' and q.state <> 'sent' and q.days_left between 0 and 7 AS is_due,
        q.place = 'queue' and q.follow_up <= coalesce(try_cast(nullif($today, '') AS date), q.as_of) AS is_follow_up_due,
        q.proven is not null and q.last_paid > q.as_of - 90 and q.last_paid <= q.as_of AS is_closed
    from work_queue AS q
    where q.claim_key in (select claim_key from line)
),
worked as (
    select count(success) AS cases, coalesce(sum(success), 0) AS won
    from overturn_case
    where episode_key in (select episode_key from line)
)
select any_value(s.as_of) AS as_of, coalesce(try_cast(nullif($today, '') AS date), any_value(s.as_of)) AS today,
    count(c.place) AS claims, count(*) filter (where c.is_queued) AS queue_claims,
    coalesce(sum(c.recoverable), 0) AS open_value, coalesce(sum(c.value), 0) AS expected_value,
    count(*) filter (where c.is_unpriced) AS unpriced_claims,
    count(*) filter (where c.is_due) AS due_week, coalesce(sum(c.recoverable) filter (where c.is_due), 0) AS due_week_value,
    count(*) filter (where c.is_follow_up_due) AS follow_ups_due,
    coalesce(sum(c.recoverable) filter (where c.is_follow_up_due), 0) AS follow_ups_value,
    count(*) filter (where c.is_sent) AS sent, count(*) filter (where c.is_unassigned) AS unassigned,
    count(*) filter (where c.place = 'too_late') AS too_late, coalesce(sum(c.too_late) filter (where c.place = 'too_late'), 0) AS too_late_value,
    count(*) filter (where c.place = 'done') AS done, count(*) filter (where c.place = 'not_recoverable') AS not_recoverable,
    count(*) filter (where c.is_closed) AS closed, coalesce(sum(c.recovered) filter (where c.is_closed), 0) AS closed_value,
    count(*) filter (where c.is_queued and c.deadline_is_assumed) AS assumed_deadlines,
    any_value(w.cases) AS cases, cast(any_value(w.won) AS decimal(12, 2)) AS won,
    cast(any_value(w.won) / nullif(any_value(w.cases), 0) AS decimal(6, 4)) AS overturned
from setting AS s
cross join worked AS w
left join claim AS c on true
