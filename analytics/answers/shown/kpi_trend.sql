-- one row per month of one key figure ($figure, as data/reference/kpi.csv names it): its parts, and its value
-- inputs: episode, ledger_line, unit_visit, unit_audit, line_value, finding, adjudication, billed_line, line_day, claim_acknowledgement,
-- mature_to, setting
-- month: by the figure's date basis. numerator is null for a median; cases: what the denominator rests on. is_mature: false where
-- the month is younger than the day by which 90 % of lines have been answered (service), isn't over (submission, remittance), or
-- its denials are not 90 days old. A figure without a monthly series has no row. Parts as in kpi_denials, kpi_money,
-- kpi_underpaid, kpi_lags, summary_denials and unit_capture: without a filter of days the months add up to them.
with known as (
    select s.as_of, coalesce(max(m.mature_to), date '1900-01-01') AS mature_to,
        any_value(s.locality) AS locality
    from setting AS s
    left join mature_to AS m on true
    group by s.as_of
),
line as (
    select e.*, cast(date_trunc('month', e.dos) AS date) AS month
    from episode AS e
    where not e.is_void and selected(e.cut_no, e.dos, e.submit_date, e.answer_date, $filter)
),
first_pass as (
    select month, count(*) AS cases,
        case $figure
            when 'first-pass denial rate, lines' then count(*) filter (where first_outcome = 'denied')
            when 'first-pass denial rate, dollars' then sum(first_charge) filter (where first_outcome = 'denied')
            else count(distinct coalesce(claim_id, patient_id || dos::varchar)) filter (where first_outcome = 'denied') end
            AS refused,
        case $figure
            when 'first-pass denial rate, lines' then count(*)
            when 'first-pass denial rate, dollars' then sum(first_charge)
            else count(distinct coalesce(claim_id, patient_id || dos::varchar)) end AS denominator
    from line
    where starts_with($figure, 'first-pass') and adjudications > 0 and first_charge > 0
    group by month
),
visit as (
    select month, sum(units) AS units, sum(charge) AS charge, count(*) AS lines
    from line
    where $figure in ('units per visit', 'payment per visit', 'payment per unit', 'gross collection rate')
        and coalesce(outcome, '') not in ('duplicate', 'capitated') and coalesce(charge, 1) > 0
    group by month, patient_no, dos, payer_no, discipline
),
visit_month as (
    select month, count(*) AS visits, count(units) AS visits_with_units, sum(units) AS units, sum(charge) AS charge,
        sum(lines) AS lines
    from visit
    group by month
),
money as (
    select cast(date_trunc('month', dos) AS date) AS month, count(*) AS lines, sum(collected) AS collected,
        sum(collected + denied + written_off + open_insurance + open_patient + unexplained) AS expected
    from ledger_line
    where $figure in ('net collection rate', 'payment per visit', 'payment per unit', 'gross collection rate')
        and episode_key is not null and selected(cut_no, dos, submit_date, answer_date, $filter)
    group by 1
),
rated as (
    select l.month, count(*) AS lines, sum(v.claimed) AS claimed
    from line AS l
    join line_value AS v on v.episode_key = l.episode_key
    cross join known AS c
    where $figure in ('underpayment rate, lines', 'underpayment rate, dollars') and l.outcome = 'paid'
        and l.first_outcome <> 'denied'
        and (v.price_basis = 'fee_schedule' or (v.price_basis = 'medicare' and c.locality is not null))
    group by l.month
),
short as (
    select cast(date_trunc('month', dos) AS date) AS month, count(*) AS lines, sum(amount) AS amount
    from finding
    where category = 'underpaid' and kind = 'leak' and selected(cut_no, dos, submit_date, answer_date, $filter)
    group by 1
),
worked as (   -- by the month of the first answer
    select cast(date_trunc('month', coalesce(first_date, dos)) AS date) AS month, count(*) AS lines,
        count(*) filter (where outcome = 'denied') AS still_denied,
        count(*) filter (where first_outcome = 'denied') AS denied,
        count(*) filter (where first_outcome = 'denied' and outcome = 'paid') AS overturned
    from line
    where $figure in ('final denial rate', 'denial overturn rate') and adjudications > 0 and first_charge > 0
    group by 1
),
claim as (
    select cast(date_trunc('month', a.payment_date) AS date) AS month, a.claim_key, sum(a.paid) AS paid,
        sum(a.patient_resp) AS patient_resp
    from adjudication AS a
    join billed_line AS b on b.line_key = a.line_key
    join line_day AS y on y.line_key = a.line_key
    where $figure = 'primary denial rate' and a.is_standing and not a.is_secondary and coalesce(a.outcome, '') <> 'duplicate'
        and b.charge > 0 and selected(y.cut_no, y.dos, y.submit_date, y.answer_date, $filter)
    group by all
),
lag as (
    select case $figure
            when 'charge lag' then cast(date_trunc('month', submit_date) AS date)
            when 'payment lag' then cast(date_trunc('month', first_date) AS date)
            else cast(date_trunc('month', last_date) AS date) end AS month,
        case $figure
            when 'charge lag' then date_diff('day', dos, submit_date)
            when 'payment lag' then date_diff('day', submit_date, first_date)
            else case when first_outcome = 'denied' and outcome = 'paid' then date_diff('day', first_date, last_date) end
            end AS days
    from line
    where $figure in ('charge lag', 'payment lag', 'days from denial to payment')
),
captured as (
    select cast(date_trunc('month', dos) AS date) AS month, count(*) AS visits, sum(units_billed) AS billed,
        sum(units_correct) AS correct
    from unit_visit
    where $figure = 'unit capture rate' and verdict <> 'undetermined'
        and selected(cut_no, dos, submit_date, answer_date, struct_update($filter, codes := []))
        and (len($filter.codes) = 0
            or visit_key in (select visit_key from unit_audit where list_contains($filter.codes, cpt)))
    group by 1
),
patient as (
    select month, count(*) AS lines, sum(least(greatest(patient_paid, 0), patient_resp)) AS paid, sum(patient_resp) AS owed
    from line
    where $figure = 'share of patient balance collected' and patient_resp > 0
        and coalesce(payer_class, '') <> 'self_pay' and coalesce(outcome, '') not in ('duplicate', 'capitated')
        and coalesce(charge, 1) > 0
    group by month
),
answer as (   -- a report of rejections alone says nothing by month
    select claim_id, cast(date_trunc('month', min(status_date)) AS date) AS month,
        arg_min(outcome, (status_date is null, coalesce(status_date, date '2100-12-31'), row_key)) AS outcome
    from claim_acknowledgement
    where $figure = 'clean claim rate' and not is_duplicate and outcome <> 'pending' and claim_id is not null
    group by claim_id
),
clean as (
    select month, count(*) AS claims, count(*) filter (where outcome = 'accepted') AS accepted
    from answer
    where exists (select 1 from answer where outcome = 'accepted')
    group by month
),
part as (
    select month, cases,
        case when $figure = 'first-pass resolution rate' then denominator - refused else refused end AS numerator, denominator,
        cast(null AS double) AS middle
    from first_pass
    union all select v.month, v.visits_with_units, v.units, v.visits_with_units, null from visit_month AS v
    where $figure = 'units per visit'
    union all select v.month, v.visits, m.collected, v.visits, null
    from visit_month AS v join money AS m on m.month = v.month where $figure = 'payment per visit'
    union all select v.month, v.lines, m.collected, v.units, null
    from visit_month AS v join money AS m on m.month = v.month where $figure = 'payment per unit'
    union all select v.month, v.lines, m.collected, v.charge, null
    from visit_month AS v join money AS m on m.month = v.month where $figure = 'gross collection rate'
    union all select month, lines, collected, expected, null from money where $figure = 'net collection rate'
    union all select r.month, r.lines, coalesce(s.lines, 0), r.lines, null
    from rated AS r left join short AS s on s.month = r.month where $figure = 'underpayment rate, lines'
    union all select r.month, r.lines, coalesce(s.amount, 0), r.claimed, null
    from rated AS r left join short AS s on s.month = r.month where $figure = 'underpayment rate, dollars'
    union all select month, lines, still_denied, lines, null from worked where $figure = 'final denial rate'
    union all select month, denied, overturned, denied, null from worked where $figure = 'denial overturn rate'
    union all
    select month, count(*), count(*) filter (where coalesce(paid, 0) = 0 and coalesce(patient_resp, 0) = 0), count(*), null
    from claim group by month
    union all
    select month, count(*), null, count(*), median(days) from lag where month is not null and days >= 0 group by month
    union all select month, visits, billed, correct, null from captured
    union all select month, claims, accepted, claims, null from clean
    union all select month, lines, paid, owed, null from patient
)
select p.month, p.cases, p.numerator, p.denominator,
    coalesce(p.middle, cast(p.numerator AS double) / nullif(p.denominator, 0)) AS value,
    p.month + interval 1 month - interval 1 day <= case
        when $figure in ('final denial rate', 'denial overturn rate') then c.as_of - 90
        when $figure in ('primary denial rate', 'clean claim rate', 'charge lag', 'payment lag', 'days from denial to payment')
            then c.as_of
        else c.mature_to end AS is_mature
from part AS p
cross join known AS c
where p.month is not null
order by p.month
