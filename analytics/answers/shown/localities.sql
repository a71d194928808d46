-- one row per Medicare pricing locality of the latest release, by state
-- inputs: gpci, rvu_release
select g.mac || '-' || g.locality AS locality, g.state, g.name
from gpci AS g
where g.release = (select arg_max(release, last_day) from rvu_release where release in (select release from gpci))
order by g.state, g.name, locality
