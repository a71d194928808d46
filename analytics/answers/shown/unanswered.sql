-- one row per claim that no payer has answered and that waits longer than its payer usually takes, the next deadline first
-- inputs: unanswered_line, episode, claim_acknowledgement, input_file, setting
-- rule: of its lines the one that waits longest and the first deadline count. lines_answered: other lines of the same claim that
-- were answered. state: too late | due in 30 days | in time | no deadline known; deadline_basis: stated | assumed (a default,
-- nobody chose it for this payer). expected is null where no line has a price.
with overdue as (
    select *, coalesce(claim_id, patient_id || dos::varchar) AS claim
    from unanswered_line
    where is_overdue and selected(cut_no, dos, submit_date, answer_date, $filter)
),
claim as (
    select practice, claim, payer, payer_no, any_value(claim_id) AS claim_id, min(patient_id) AS patient_id,
        min(provider) AS provider, min(location) AS location, min(dos) AS dos, min(submit_date) AS submit_date, count(*) AS lines,
        sum(charge) AS charge, sum(expected) AS expected, max(days_waiting) AS days_waiting,
        max(usual_days) AS usual_days, any_value(usual_of) AS usual_of, min(deadline) AS deadline,
        arg_min(deadline_is_assumed, deadline) AS is_assumed, min(file_id) AS file_id, min(row_no) AS row_no
    from overdue
    group by practice, claim, payer, payer_no
),
answered as (
    select practice, claim_id, payer_no, count(*) AS lines
    from episode
    where adjudications > 0 and not is_void and claim_id in (select claim_id from claim)
    group by practice, claim_id, payer_no
),
acknowledged as (
    select claim_id, arg_max(outcome, (status_date, row_key)) AS outcome, max(status_date) AS status_date
    from claim_acknowledgement
    where not is_duplicate
    group by claim_id
)
select c.claim_id, c.patient_id, c.payer, c.provider, c.location, c.dos, c.submit_date, c.lines,
    coalesce(n.lines, 0) AS lines_answered, c.charge, c.expected, c.days_waiting, c.usual_days, c.usual_of,
    k.outcome AS acknowledgement, k.status_date AS acknowledged_on,
    c.deadline,
    case when c.deadline is not null then case when c.is_assumed then 'assumed' else 'stated' end end AS deadline_basis,
    date_diff('day', s.as_of, c.deadline) AS days_left,
    case when c.deadline is null then 'no deadline known' when c.deadline < s.as_of then 'too late'
        when c.deadline <= s.as_of + 30 then 'due in 30 days' else 'in time' end AS state,
    f.name AS file, c.row_no
from claim AS c
cross join setting AS s
left join answered AS n
    on n.claim_id = c.claim_id and n.payer_no = c.payer_no and n.practice is not distinct from c.practice
left join acknowledged AS k on k.claim_id = c.claim_id
left join input_file AS f on f.file_id = c.file_id
-- what can still be saved first, the soonest before the later, then what is lost
order by coalesce(c.deadline < s.as_of, false), c.deadline nulls last, c.charge desc, c.claim_id, c.payer_no
