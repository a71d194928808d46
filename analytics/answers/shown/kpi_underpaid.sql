-- one row: paid lines below the rate that was agreed, and the lines whose rate is known
-- inputs: episode, line_value, finding, setting
-- rule: underpaid as the findings say it (a loaded schedule, or Medicare's in a known locality; beyond the tolerance). A line
-- first refused is a denial's and in neither part.
with paid as (
    select v.claimed,
        v.price_basis = 'fee_schedule' or (v.price_basis = 'medicare' and s.locality is not null) AS has_rate
    from episode AS e
    join line_value AS v on v.episode_key = e.episode_key
    cross join setting AS s
    where e.outcome = 'paid' and e.first_outcome <> 'denied' and not e.is_void
        and selected(e.cut_no, e.dos, e.submit_date, e.answer_date, $filter)
),
known as (
    select count(*) AS paid_lines, count(*) filter (where has_rate) AS rated_lines,
        sum(claimed) filter (where has_rate) AS rated_amount
    from paid
),
short as (
    select count(*) AS underpaid_lines, coalesce(sum(amount), 0) AS shortfall
    from finding
    where category = 'underpaid' and kind = 'leak' and selected(cut_no, dos, submit_date, answer_date, $filter)
)
select k.*, s.*
from known AS k
cross join short AS s
