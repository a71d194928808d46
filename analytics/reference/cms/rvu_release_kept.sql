-- one row: the release that a file of relative values is, and its conversion factor
select
    f.kept_id, f.release, f.first_day, f.last_day, r.factor AS conversion_factor, null::decimal(8,4) AS qp_conversion_factor,
    null::varchar AS stands_for, case when f.is_partial then 'medium' else 'high' end AS trust, f.source
from cms_file as f, (select min(conversion_factor) AS factor from rvu_row) as r
