-- one row per locality of a file of geographic indices; of an excerpt, the indices known of its year fill the rest
with own as (
    select mac, locality, state, name, work, pe, mp from gpci_row
),
before as (
    select g.mac, g.locality, g.state, g.name, g.work, g.pe, g.mp
    from gpci as g, cms_file as f
    where f.is_partial and not exists (select 1 from own where own.mac = g.mac and own.locality = g.locality)
        and g.release = (select max(release) from gpci where left(release, 4) = left(f.release, 4))
)
select kept_id, release, one.*
from cms_file, (select * from own union all select * from before) as one
