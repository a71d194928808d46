-- one row per release and code: relative values of the physician fee schedule, practice expense outside a facility
-- key: release, hcpcs
-- inputs: shipped_rvu (text of the shipped CSV), kept_rvu, kept_rvu_release
-- rule: a release that was loaded replaces the shipped one of its name as a whole.
with newest as (
    select release, max(kept_id) AS kept_id from kept_rvu_release group by release
)
select k.release, k.hcpcs, k.status, k.work_rvu, k.pe_rvu, k.mp_rvu, k.mult_proc
from kept_rvu AS k
join newest AS n on n.release = k.release and n.kept_id = k.kept_id
union all
select release, hcpcs, status, cast(work_rvu AS decimal(7, 2)), cast(pe_rvu AS decimal(7, 2)),
    cast(mp_rvu AS decimal(7, 2)), mult_proc
from shipped_rvu
where release not in (select release from newest)
