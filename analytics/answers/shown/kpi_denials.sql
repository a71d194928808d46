-- one row: what became of denials, and what first payers refused in the past four weeks
-- inputs: episode, adjudication, billed_line, line_day, setting
-- rule: final and overturned are counted on first answers 90 days old and older: younger denials are still being worked. An
-- answer without a date counts from the date of service. Primary denial rate: claims answered by first payers in the 28 days
-- up to the as-of day, duplicates left out; a claim whose money is left to the patient is paid 0 and not refused.
with answered as (
    select e.first_outcome, e.outcome, e.first_date, e.last_date,
        coalesce(e.first_date, e.dos) <= s.as_of - 90 AS is_worked
    from episode AS e
    cross join setting AS s
    where e.adjudications > 0 and e.first_charge > 0 and not e.is_void
        and selected(e.cut_no, e.dos, e.submit_date, e.answer_date, $filter)
),
worked as (
    select count(*) filter (where is_worked) AS worked_lines,
        count(*) filter (where is_worked and outcome = 'denied') AS still_denied,
        count(*) filter (where is_worked and first_outcome = 'denied') AS denied,
        count(*) filter (where is_worked and first_outcome = 'denied' and outcome = 'paid') AS overturned,
        count(*) filter (where not is_worked) AS younger_lines,
        count(*) filter (where not is_worked and first_outcome = 'denied') AS younger_denied,
        median(date_diff('day', first_date, last_date)) filter (where first_outcome = 'denied' and outcome = 'paid')
            AS days_to_payment,
        count(date_diff('day', first_date, last_date)) filter (where first_outcome = 'denied' and outcome = 'paid')
            AS lines_paid_later
    from answered
),
claim as (
    select a.claim_key, sum(a.paid) AS paid, sum(a.patient_resp) AS patient_resp
    from adjudication AS a
    join billed_line AS b on b.line_key = a.line_key
    join line_day AS y on y.line_key = a.line_key
    cross join setting AS s
    where a.payment_date > s.as_of - 28 and a.payment_date <= s.as_of and a.is_standing and not a.is_secondary
        and coalesce(a.outcome, '') <> 'duplicate' and b.charge > 0
        and selected(y.cut_no, y.dos, y.submit_date, y.answer_date, $filter)
    group by a.claim_key
),
recent as (
    select count(*) AS recent_claims,
        count(*) filter (where coalesce(paid, 0) = 0 and coalesce(patient_resp, 0) = 0) AS recent_refused
    from claim
)
select w.*, r.*
from worked AS w
cross join recent AS r
