-- one row: the period of the lines chosen, how far it is mature, and what could still be recovered now
-- inputs: episode, finding, mature_to
select min(e.dos) AS first_day, max(e.dos) AS last_day, any_value(m.mature_to) AS mature_to,
    (select coalesce(sum(f.recoverable), 0) from finding AS f
        where f.kind = 'leak' and selected(f.payer, f.provider, f.location, f.cpt, f.dos, $filter)) AS recoverable_now
from episode AS e
left join mature_to AS m on true
where not e.is_void and selected(e.payer, e.provider, e.location, e.cpt, e.dos, $filter)
