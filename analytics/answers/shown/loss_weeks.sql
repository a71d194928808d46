-- one row per week of mature days and leak category: what was earned in it and not collected
-- key: week, category
-- inputs: finding, mature_to, episode
-- rule: weeks count from the first date of service; days after mature_to are left out of any yearly figure
with span as (
    select min(e.dos) AS first_day,
        least(coalesce(any_value(m.mature_to), max(e.dos)), max(e.dos)) AS last_day
    from episode AS e
    left join mature_to AS m on true
    where not e.is_void and selected(e.payer, e.provider, e.location, e.cpt, e.dos, $filter)
)
select date_diff('day', s.first_day, f.dos) // 7 AS week, f.category, sum(f.amount) AS amount
from finding AS f
cross join span AS s
where f.kind = 'leak' and f.amount is not null and f.dos between s.first_day and s.last_day
    and selected(f.payer, f.provider, f.location, f.cpt, f.dos, $filter)
group by all
order by all
