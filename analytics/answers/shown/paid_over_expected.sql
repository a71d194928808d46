-- one row per payer and code: what its paid lines were allowed, over what was expected of them
-- key: payer, cpt, basis
-- inputs: paid_line, rate_paid, rate_stretch
-- basis: agreed (a loaded schedule, or Medicare in a stated locality) | own (the payer's dominant rate of the time: suspected at most).
-- expected: the line's part of the price of its day as billed, never more than its charge, less an assistant's cut where it was made.
-- Where several procedures of a day are cut, a line may stand below and another above: the day is what counts. The 15 payers with most dollars are kept.
with agreed as (
    select payer, cpt, 'agreed' AS basis, allowed, units,
        most_owed(expected, charge) - least(assistant_cut, greatest(expected - allowed, 0)) AS expected
    from paid_line
    where not was_denied and expected > 0 and is_rated and selected(cut_no, dos, submit_date, answer_date, $filter)
),
own as (
    select p.payer, p.cpt, 'own' AS basis, p.allowed, p.units, cast(round(r.rate * p.units, 2) AS decimal(12, 2)) AS expected
    from rate_paid AS p
    join rate_stretch AS r
        on r.payer_no = p.payer_no and r.cpt = p.cpt and r.variant = p.variant and r.is_dominant
        and p.dos >= r.first_day and p.dos <= coalesce(r.last_day, p.dos)
    where selected(p.cut_no, p.dos, p.submit_date, p.answer_date, $filter)
),
cell as (
    select coalesce(payer, 'not named') AS payer, cpt, basis, count(*) AS lines, sum(units) AS units, sum(expected) AS expected,
        sum(allowed) AS allowed, sum(allowed) / nullif(sum(expected), 0) AS ratio, count(*) filter (where allowed < expected) AS lines_below
    from (select * from agreed union all select * from own) AS line
    group by 1, 2, 3
),
summed as (
    select *, sum(allowed) over (partition by payer) AS payer_allowed from cell
)
select *
from summed
qualify dense_rank() over (order by payer_allowed desc, payer) <= 15
order by payer_allowed desc, payer, allowed desc, cpt, basis
