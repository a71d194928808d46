-- one row per table and release that is known or kept: its days, rows and trust, and the files it was loaded from
-- rows: those in force; 0 where newer files tell all of what a kept one told
with known as (
    select 'rvu' AS kind, r.release, r.first_day, r.last_day, count(v.hcpcs) AS rows, r.trust
    from rvu_release as r
    left join rvu as v using (release)
    group by all
    union all
    select 'gpci', release, null, null, count(*), null from gpci group by release
    union all
    select 'ncci_pair', read_for, null, null, count(*),
        case when bool_and(first_day_basis = 'stated') then 'high' else 'medium' end
    from ncci_pair group by read_for
    union all
    select 'mue', year(first_day) || 'Q' || quarter(first_day), first_day, null, count(*),
        case when bool_and(trust = 'high') then 'high' else 'medium' end
    from mue group by first_day
    union all
    select 'therapy_threshold', year::varchar, make_date(year, 1, 1), make_date(year, 12, 31), 1, trust
    from therapy_threshold
    union all
    select 'zip_locality', release, null, null, rows, 'high' from kept_reference
    where kept_id = (select max(kept_id) from kept_zip_locality)
),
kept as (
    select
        kind, release, max(kept_at) AS kept_at, string_agg(kept_id::varchar, ' ' order by kept_id) AS numbers,
        string_agg(file_name || coalesce(' (' || note || ')', ''), ', ' order by kept_id) AS files
    from kept_reference
    group by kind, release
)
select
    coalesce(known.kind, kept.kind) AS kind, coalesce(known.release, kept.release) AS release,
    known.first_day, known.last_day, coalesce(known.rows, 0) AS rows, known.trust, kept.numbers, kept.kept_at, kept.files
from known
full join kept on kept.kind = known.kind and kept.release = known.release
order by all
