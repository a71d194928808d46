-- one row changed: the release of the fee schedule gets the conversion factor of qualifying participants
update kept_rvu_release
set qp_conversion_factor = (select min(conversion_factor) from rvu_row)
where kept_id = (
    select max(k.kept_id) from kept_rvu_release as k join cms_file using (release)
)
