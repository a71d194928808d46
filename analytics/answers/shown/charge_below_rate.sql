-- one row per payer and code that is charged below the agreed rate: the payer owes no more than the charge, so the practice's own fee loses the rest
-- key: payer, cpt
-- inputs: paid_line, assumption
-- lost: agreed price less the charge (less what was allowed, where that is more), of lines beyond the tolerance. charge, rate: per unit, the lowest
-- charge and the highest price. all_lost, all_lines: the same over all rows. Not for payments per visit.
with tolerance as (
    select max(base) filter (where name = 'underpaid_tolerance_share') AS share,
        max(base) filter (where name = 'underpaid_tolerance_dollars') AS dollars
    from assumption
),
line as (
    select coalesce(payer, 'not named') AS payer, cpt, dos, cast(round(charge / units, 2) AS decimal(12, 2)) AS charge, price, price_basis,
        cast(claimed - greatest(charge, coalesce(allowed, 0)) AS decimal(12, 2)) AS lost, claimed
    from paid_line
    where charge > 0 and charge < claimed and units > 0 and not is_self_pay and not is_per_visit and is_rated
        and (price_basis = 'fee_schedule' or not is_assumed) and selected(cut_no, dos, submit_date, answer_date, $filter)
)
select l.payer, l.cpt, count(*) AS lines, min(l.charge) AS charge, max(l.price) AS rate, sum(l.lost) AS lost, min(l.dos) AS first_day,
    max(l.dos) AS last_day, max(l.price_basis) AS price_basis, sum(sum(l.lost)) over () AS all_lost, sum(count(*)) over () AS all_lines
from line AS l
cross join tolerance AS t
where l.lost > greatest(t.dollars, l.claimed * t.share)
group by l.payer, l.cpt
order by lost desc, l.payer, l.cpt
