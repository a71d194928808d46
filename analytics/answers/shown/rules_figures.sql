-- one row per figure that payer rules move: kind, category, what it counts, and its dollars
-- key: kind, category
-- inputs: unit_visit, modifier_gap, line_value, finding
-- units are counted in units, findings and gaps in rows; expected dollars are allowed amounts of the lines as billed
select 'units' AS kind, 'missed' AS category, coalesce(sum(units_missed), 0) AS number,
    coalesce(sum(value_missed), 0) AS amount
from unit_visit
union all
select 'units', 'excess', coalesce(sum(units_excess), 0), coalesce(sum(value_excess), 0) from unit_visit
union all
select 'units', 'undetermined', count(*) filter (where verdict = 'undetermined'), null from unit_visit
union all
select 'modifiers', 'gaps', count(*), coalesce(sum(denied_amount), 0) from modifier_gap where trust = 'finding'
union all
select 'expected', 'expected', count(expected), coalesce(sum(expected), 0) from line_value
union all
select kind, category, count(*), coalesce(sum(amount), 0) from finding group by kind, category
