-- one row per payer with missed or excess units: units and their value, and the visits judged
-- the 15 with most missed value are kept; missed_left is missed with its sign turned, for the left half of the picture
with visit as (
    select *, coalesce(payer, 'not named') AS name
    from unit_visit
    where selected(cut_no, dos, submit_date, answer_date, struct_update($filter, codes := []))
        and (len($filter.codes) = 0
            or visit_key in (select visit_key from unit_audit where list_contains($filter.codes, cpt)))
)
select name, count(*) filter (where verdict <> 'undetermined') AS visits,
    sum(units_missed) AS missed, -sum(units_missed) AS missed_left, sum(units_excess) AS excess,
    sum(value_missed) AS missed_value, sum(value_excess) AS excess_value
from visit
group by name
having count(*) filter (where verdict in ('under', 'over')) > 0
qualify row_number() over (order by missed_value desc, missed desc, name) <= 15
order by missed_value, missed, name
