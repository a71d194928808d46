-- one row: share of the supportable units that were billed, on the visits that could be judged; null where there are none
-- inputs: unit_visit, unit_audit
with chosen as (
    select * from unit_visit
    where verdict <> 'undetermined' and selected(cut_no, dos, submit_date, answer_date, struct_update($filter, codes := []))
        and (len($filter.codes) = 0
            or visit_key in (select visit_key from unit_audit where list_contains($filter.codes, cpt)))
)
select count(*) AS visits_judged, coalesce(sum(units_correct), 0) AS units_supported, sum(units_billed) / nullif(sum(units_correct), 0) AS capture_rate
from chosen
