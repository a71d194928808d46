-- one row per payer and family of reasons: first-pass denied lines, their charge and expected allowed amount
-- rate: the denied lines over all lines of that payer that were adjudicated; payer_dollars orders the payers, of whom the 15 with most
-- dollars are kept
with answered as (
    select payer, count(*) AS adjudicated
    from episode
    where adjudications > 0 and not is_void and selected(payer, provider, location, cpt, dos, $filter)
    group by payer
),
cell as (
    select payer, family, count(*) AS lines, sum(charge) AS charge, coalesce(sum(expected), 0) AS expected,
        sum(recoverable) AS recoverable
    from denial
    where status <> 'patient_billed' and selected(payer, provider, location, cpt, dos, $filter)
    group by payer, family
),
summed as (
    select *, sum(expected) over (partition by payer) AS payer_dollars,
        sum(expected) over (partition by family) AS family_dollars
    from cell
)
select s.*, a.adjudicated, s.lines / nullif(a.adjudicated, 0) AS rate
from summed AS s
left join answered AS a on a.payer = s.payer
qualify dense_rank() over (order by s.payer_dollars desc, s.payer) <= 15
order by payer_dollars, family_dollars, s.payer, s.family
