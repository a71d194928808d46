-- one row per fault of the relative values for qualifying participants beside those for all other practitioners
with release_kept as (
    select r.kept_id, r.conversion_factor
    from kept_rvu_release as r
    join cms_file using (release)
    qualify row_number() over (order by r.kept_id desc) = 1
)
select 1 AS rank, null AS row_no, null AS column_name, 'is the file of qualifying participants alone' AS what,
    'give the nonQPP file with it' AS fix
where not exists (select 1 from release_kept)
union all
select 2, null, 'CONV FACTOR',
    'is ' || q.conversion_factor || ', below the ' || k.conversion_factor || ' of all others', 'check its name'
from (select distinct conversion_factor from rvu_row) as q, release_kept as k
where q.conversion_factor <= k.conversion_factor
union all
select 3, q.row_no, 'WORK RVU', 'the relative values of ' || q.hcpcs || ' differ from those of the nonQPP file',
    'check that it is CMS''s own file'
from rvu_row as q
join release_kept on true
join kept_rvu as k on k.kept_id = release_kept.kept_id and k.hcpcs = q.hcpcs
where q.modifier is null
    and (q.work_rvu <> k.work_rvu or q.pe_rvu <> k.pe_rvu or q.mp_rvu <> k.mp_rvu)
