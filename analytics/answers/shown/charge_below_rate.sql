-- one row per payer and code that is charged below the agreed rate: the payer owes no more than the charge, so the practice's own fee loses the rest
-- key: payer, cpt
-- inputs: episode, line_value, payer_day, setting, assumption
-- lost: agreed price less the charge (less what was allowed, where that is more), of lines beyond the tolerance. charge, rate: per unit, the lowest
-- charge and the highest price. all_lost, all_lines: the same over all rows. Not for payments per visit.
with tolerance as (
    select max(base) filter (where name = 'underpaid_tolerance_share') AS share,
        max(base) filter (where name = 'underpaid_tolerance_dollars') AS dollars
    from assumption
),
line as (
    select coalesce(e.payer, 'not named') AS payer, e.cpt, e.dos, cast(round(e.charge / e.units, 2) AS decimal(12, 2)) AS charge, v.price, v.price_basis,
        cast(v.claimed - greatest(e.charge, coalesce(e.allowed, 0)) AS decimal(12, 2)) AS lost, v.claimed
    from episode AS e
    join line_value AS v on v.episode_key = e.episode_key
    left join payer_day AS d on d.rule_payer_no = e.rule_payer_no and d.dos = e.dos
    cross join setting AS s
    where e.outcome = 'paid' and not e.is_void and e.charge > 0 and e.charge < v.claimed and e.units > 0
        and coalesce(e.payer_class, '') <> 'self_pay' and coalesce(d.unit_rule, '') <> 'per_visit'
        and (v.price_basis = 'fee_schedule' or (v.price_basis = 'medicare' and s.locality is not null and not v.is_assumed))
        and selected(e.payer, e.provider, e.location, e.cpt, e.dos, $filter)
)
select l.payer, l.cpt, count(*) AS lines, min(l.charge) AS charge, max(l.price) AS rate, sum(l.lost) AS lost, min(l.dos) AS first_day,
    max(l.dos) AS last_day, max(l.price_basis) AS price_basis, sum(sum(l.lost)) over () AS all_lost, sum(count(*)) over () AS all_lines
from line AS l
cross join tolerance AS t
where l.lost > greatest(t.dollars, l.claimed * t.share)
group by l.payer, l.cpt
order by lost desc, l.payer, l.cpt
