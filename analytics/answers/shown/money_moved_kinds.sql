-- one row per kind of money moved outside claims: what was taken (below zero) and what was added, the largest first
-- key: kind
-- inputs: money_moved
-- Only the filter's payers and classes apply: a payment has a day of its own, and neither provider, code nor date of service.
select kind, count(*) AS adjustments, coalesce(sum(amount) filter (where amount < 0), 0) AS taken,
    coalesce(sum(amount) filter (where amount > 0), 0) AS added, coalesce(sum(amount), 0) AS moved_by,
    count(*) filter (where claim_id is not null) AS tied, count(*) filter (where needs_look) AS to_look_at
from money_moved
where selected_payer(payer, $filter)
group by kind
order by greatest(-taken, added) desc, kind
