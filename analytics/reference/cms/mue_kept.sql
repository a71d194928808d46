-- one row per code of a file of unit limits; CMS gives no dates, so they hold from the first day of the quarter on
select
    f.kept_id, r.hcpcs, r.units, r.mai, f.first_day, null::date AS last_day, 'high' AS trust, f.source
from mue_row as r
cross join cms_file as f
