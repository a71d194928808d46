-- one row per ZIP code and locality
select f.kept_id, r.zip5, r.mac, r.locality, r.state, r.plus4 = '1' AS needs_plus4
from zip_locality_row as r
cross join cms_file as f
