-- one row: visits with timed codes, by verdict, in units and dollars
-- inputs: unit_visit, unit_audit
-- billed, correct, missed and excess count the visits that could be judged: correct = billed + missed - excess.
-- visits_unpriced: billed too few or too many units, and no price says what they are worth: in no dollar
-- A visit is chosen by its payer, provider, location and date, and by any of its codes
with chosen as (
    select * from unit_visit
    where selected(cut_no, dos, submit_date, answer_date, struct_update($filter, codes := []))
        and (len($filter.codes) = 0
            or visit_key in (select visit_key from unit_audit where list_contains($filter.codes, cpt)))
)
select count(*) AS visits,
    count(*) filter (where verdict = 'under') AS visits_under,
    count(*) filter (where verdict = 'over') AS visits_over,
    count(*) filter (where verdict = 'mixed') AS visits_mixed,
    count(*) filter (where verdict = 'undetermined') AS visits_undetermined,
    count(*) filter (where tie) AS visits_tied,
    coalesce(sum(units_billed) filter (where verdict <> 'undetermined'), 0) AS billed,
    coalesce(sum(units_correct), 0) AS correct,
    coalesce(sum(units_missed), 0) AS missed,
    coalesce(sum(units_excess), 0) AS excess,
    coalesce(sum(value_missed), 0) AS missed_value,
    coalesce(sum(value_excess), 0) AS excess_value,
    count(*) filter (where verdict in ('under', 'over') and value is null) AS visits_unpriced
from chosen
