-- one row: lines and findings that dollars leave out, and why
-- inputs: finding, set_aside, episode, setting
-- $first_day, $last_day, $mature_to: as loss_span says them. unpriced: leaks whose dollars nobody knows; younger, younger_dollars: leaks of days too
-- young to be answered; the others: lines that stand in no column of the revenue ledger
with span as (
    select least(try_cast($last_day AS date), coalesce(try_cast($mature_to AS date), try_cast($last_day AS date))) AS last_day
),
leak as (
    select count(*) filter (where f.amount is null) AS unpriced, count(*) filter (where f.dos > s.last_day) AS younger,
        coalesce(sum(f.amount) filter (where f.dos > s.last_day), 0) AS younger_dollars
    from finding AS f
    cross join span AS s
    where f.kind = 'leak' and selected(f.cut_no, f.dos, f.submit_date, f.answer_date, $filter)
),
exposed as (
    select count(*) AS exposure_unpriced
    from finding
    where kind = 'exposure' and amount is null and selected(cut_no, dos, submit_date, answer_date, $filter)
),
apart as (
    select count(*) AS set_aside, count(*) filter (where reason = 'no price') AS no_price, count(*) filter (where reason = 'voided') AS voided,
        count(*) filter (where reason = 'duplicate') AS duplicate, count(*) filter (where reason = 'capitated') AS capitated,
        count(*) filter (where reason = 'no charge') AS no_charge
    from set_aside
    where selected(cut_no, dos, submit_date, answer_date, $filter)
),
line as (
    select count(*) filter (where adjudications = 0 and not is_void) AS unanswered, count(*) filter (where is_void) AS voids,
        count(*) filter (where adjudications > 0 and not is_void and coalesce(first_charge, 0) <= 0) AS uncharged,
        count(*) filter (where first_outcome = 'patient_billed') AS patient_billed
    from episode
    where selected(cut_no, dos, submit_date, answer_date, $filter)
)
select l.*, x.*, a.*, e.*
from leak AS l
cross join exposed AS x
cross join apart AS a
cross join line AS e
