-- one row per code of a file of relative values without a modifier; of an excerpt, the release before fills the rest
with own as (
    select hcpcs, status, work_rvu, pe_rvu, mp_rvu, mult_proc from rvu_row where modifier is null
),
release_before as (
    select r.release
    from rvu_release as r
    join cms_file as f on r.first_day <= f.first_day and f.is_partial
    qualify row_number() over (order by r.first_day desc) = 1
),
before as (
    select r.hcpcs, r.status, r.work_rvu, r.pe_rvu, r.mp_rvu, r.mult_proc
    from rvu as r
    join release_before using (release)
    where r.hcpcs not in (select hcpcs from own)
)
select kept_id, release, one.*
from cms_file, (select * from own union all select * from before) as one
