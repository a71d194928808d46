-- one row: what an auditor could take back, by kind; never netted against leaks
-- inputs: finding, unit_visit
-- excess_units: the units of the visits behind the findings, which leave out what was denied
with chosen as (
    select * from finding
    where kind = 'exposure' and selected(cut_no, dos, submit_date, answer_date, $filter)
),
excess as (
    select coalesce(sum(units_excess), 0) AS excess_units
    from unit_visit
    where verdict = 'over' and pinned.shown_key in (select line_key from chosen where category = 'excess_units')
)
select coalesce(sum(amount), 0) AS amount, count(finding_id) AS cases, any_value(e.excess_units) AS excess_units,
    coalesce(sum(amount) filter (where category = 'excess_units'), 0) AS excess_amount,
    count(*) filter (where category = 'assistant_modifier') AS assistant_lines,
    coalesce(sum(amount) filter (where category = 'assistant_modifier'), 0) AS assistant_amount,
    count(*) filter (where category in ('unneeded_modifier', 'kx_without_support')) AS unneeded_lines,
    count(*) filter (where category = 'kx_without_support') AS kx_lines,
    count(*) filter (where category in ('overpaid', 'overlapping_time', 'cloned_note')) AS together_lines,
    coalesce(sum(amount) filter (where category in ('overpaid', 'overlapping_time', 'cloned_note')), 0) AS together_amount
from excess AS e
left join chosen AS c on true
