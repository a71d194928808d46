-- one row: what is owed on $day, how old it is, and how many days of work stand in it, with each numerator and denominator
-- inputs: balance_span, episode, episode_state, line_value, setting
-- $day: a date, or empty for the as-of day; $basis: service | submission | responsibility, the date a balance ages from
-- gross: (balances - credits) / gross charges a day. adjusted: balances / (charges less contractual adjustments) a day.
-- net: (balances at the expected allowed amount - credits) / allowed amounts a day (of lines not allowed yet the expected).
-- A day is the mean of the 90 days of service that end on $day (of fewer, where the files begin later), so that a practice
-- that grows is not measured by its past; whole_days_gross: of all days up to $day. Only what was known on $day counts.
-- rule: a contractual adjustment is charge - allowed of a line that was allowed; a denial is none and stays a charge.
-- Without charges the days are null.
with asked as (
    select as_of, coalesce(try_cast($day AS date), as_of) AS day from setting
),
owed as (
    select b.*, b.insurance_balance + b.patient_balance AS balance, a.day,
        date_diff('day', ages_from($basis, b.dos, b.submit_date, b.responsible_since), a.day) AS age
    from balance_span AS b
    cross join asked AS a
    where counts_on(a.day, a.as_of, b.first_day, b.last_day)
        and selected(b.cut_no, b.dos, b.submit_date, b.answer_date, $filter)
),
balance as (
    select coalesce(sum(o.insurance_balance), 0) AS insurance, coalesce(sum(o.patient_balance), 0) AS patient,
        coalesce(sum(o.credit), 0) AS credits, coalesce(sum(o.balance), 0) AS total,
        coalesce(sum(o.balance) filter (where o.age > 90), 0) AS over_90,
        coalesce(sum(o.balance) filter (where o.age > 120), 0) AS over_120,
        count(*) filter (where o.balance > 0) AS lines, count(*) filter (where o.credit > 0) AS lines_credit,
        count(*) filter (where o.balance > 0 and o.submit_date is null) AS lines_without_submission,
        count(*) filter (where o.state = 'unanswered') AS lines_never_answered,
        count(distinct case when o.state = 'unanswered' then coalesce(o.claim_id, o.patient_id || o.dos::varchar) end)
            AS claims_never_answered,
        coalesce(sum(o.insurance_balance) filter (where o.state = 'unanswered'), 0) AS never_answered,
        coalesce(sum(case when o.insurance_balance > 0 then v.claimed else o.patient_balance end), 0) AS net_balances,
        count(*) filter (where o.insurance_balance > 0 and v.claimed is null) AS lines_without_price
    from owed AS o
    left join line_value AS v on v.episode_key = o.episode_key
),
recent as (   -- the lines of the 90 days
    select e.episode_key, e.charge, a.day, a.day = a.as_of AS is_now
    from episode AS e
    cross join asked AS a
    where not e.is_void and e.dos <= a.day and e.dos > a.day - 90
        and selected(e.cut_no, e.dos, e.submit_date, e.answer_date, $filter)
),
valued as (   -- with what was known of them on that day
    select r.charge, s.allowed, v.claimed
    from recent AS r
    left join episode_state AS s on s.episode_key = r.episode_key
        and case when r.is_now then s.is_last else r.day between s.first_day and coalesce(s.last_day, date '2999-12-31') end
    left join line_value AS v on v.episode_key = r.episode_key
),
whole as (
    select coalesce(sum(e.charge), 0) AS whole_charges, date_diff('day', min(e.dos), any_value(a.day)) + 1 AS whole_days
    from episode AS e
    cross join asked AS a
    where not e.is_void and e.dos <= a.day and selected(e.cut_no, e.dos, e.submit_date, e.answer_date, $filter)
),
earned as (
    select any_value(w.whole_charges) AS whole_charges, any_value(w.whole_days) AS whole_days,
        least(90, any_value(w.whole_days)) AS days, coalesce(sum(v.charge), 0) AS charges,
        coalesce(sum(greatest(v.charge - v.allowed, 0)) filter (where v.allowed > 0), 0) AS contractual,
        coalesce(sum(case when v.allowed > 0 then v.allowed else v.claimed end), 0) AS revenue
    from whole AS w
    left join valued AS v on true
)
select a.day, b.*, e.*, b.total - b.credits AS gross_balances, e.charges - e.contractual AS adjusted_charges,
    b.net_balances - b.credits AS net_receivables,
    cast(e.charges / e.days AS decimal(12, 2)) AS charges_a_day,
    cast((e.charges - e.contractual) / e.days AS decimal(12, 2)) AS adjusted_a_day,
    cast(e.revenue / e.days AS decimal(12, 2)) AS revenue_a_day,
    cast(e.whole_charges / e.whole_days AS decimal(12, 2)) AS whole_charges_a_day,
    round((b.total - b.credits) * e.days / nullif(e.charges, 0), 1) AS days_gross,
    round(b.total * e.days / nullif(e.charges - e.contractual, 0), 1) AS days_adjusted,
    round((b.net_balances - b.credits) * e.days / nullif(e.revenue, 0), 1) AS days_net,
    round((b.total - b.credits) * e.whole_days / nullif(e.whole_charges, 0), 1) AS whole_days_gross,
    b.over_90 / nullif(b.total, 0) AS over_90_share, b.over_120 / nullif(b.total, 0) AS over_120_share
from asked AS a
cross join balance AS b
cross join earned AS e
