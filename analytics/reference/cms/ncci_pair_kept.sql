-- one row per pair edit and span that a therapy practice can meet: therapy with therapy or with what is billed beside it,
-- and every pair that is known already, so that it is told by one quarter
with wanted as (
    select hcpcs, true AS is_therapy from therapy_code
    union all
    -- chiropractic manipulation and office visits, of practices that have therapists and others
    select code, false from (values
        ('98940'), ('98941'), ('98942'), ('98943'),
        ('99202'), ('99203'), ('99204'), ('99205'), ('99211'), ('99212'), ('99213'), ('99214'), ('99215')
    ) as beside (code)
    where code not in (select hcpcs from therapy_code)
)
select
    f.kept_id, r.column_1, r.column_2, r.indicator, r.first_day, r.last_day, 'stated' AS first_day_basis,
    f.release AS read_for, f.source
from ncci_pair_row as r
left join wanted as one on one.hcpcs = r.column_1
left join wanted as two on two.hcpcs = r.column_2
cross join cms_file as f
where (one.is_therapy and two.hcpcs is not null)
    or (two.is_therapy and one.hcpcs is not null)
    or exists (select 1 from ncci_pair as n where n.column_1 = r.column_1 and n.column_2 = r.column_2)
