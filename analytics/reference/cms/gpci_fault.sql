-- one row per fault of a file of geographic indices; the lowest rank is told
-- Invented files of this name are about: they repeat a few values for many localities. Of CMS's own, two thirds of the
-- practice expense indices differ from each other.
with file as (
    select * from cms_file
),
known_release as (
    select max_by(g.release, r.first_day) AS release
    from (select distinct release from gpci) as g
    join rvu_release as r using (release)
    join file on r.first_day <= file.last_day
),
known as (
    select * from gpci where release = (select release from known_release)
),
tally as (
    select count(*) AS localities, count(distinct pe) AS values, count(distinct (work, pe, mp)) AS triples from gpci_row
),
common as (
    select count(*) AS localities, count(*) filter (where abs(r.pe - k.pe) > 0.15 * k.pe) AS far
    from gpci_row as r
    join known as k using (mac, locality)
),
absent as (
    select count(*) AS localities, string_agg(k.mac || '-' || k.locality, ', ' order by k.mac, k.locality) AS list
    from known as k
    where not exists (select 1 from gpci_row as r where r.mac = k.mac and r.locality = k.locality)
)
select 1 AS rank, row_no, 'PW GPCI' AS column_name, 'not an index between 0.5 and 2' AS what,
    'fetch the file again' AS fix
from gpci_row where work is null or work not between 0.5 and 2
union all
select 1, row_no, 'PE GPCI', 'not an index between 0.5 and 2', 'fetch the file again'
from gpci_row where pe is null or pe not between 0.5 and 2
union all
select 1, row_no, 'MP GPCI', 'not an index between 0.1 and 4', 'fetch the file again'
from gpci_row where mp is null or mp not between 0.1 and 4
union all
select 2, null, 'PE GPCI',
    'only ' || values || ' different values for ' || localities || ' localities: such a file is invented',
    'take GPCI from CMS''s own archive (RVUyyX.zip)'
from tally where localities >= 20 and (values < 0.5 * localities or triples < 0.7 * localities)
union all
select 3, max(row_no), 'Locality Number', 'the locality ' || mac || '-' || locality || ' stands there twice',
    'fetch the file again'
from gpci_row group by mac, locality having count(*) > 1
union all
select 4, null, null, 'has ' || localities || ' localities, where a whole file has ' || least || ' to 130',
    'fetch it again, or say --partial if it is an excerpt'
from tally, file where localities not between least and 130 and not is_partial
union all
select 4, null, null, 'has no localities', 'fetch it again' from tally where localities = 0
union all
select 5, row_no, 'PW GPCI', 'work index below the 1.0 floor', 'give the file that has the column with the floor'
from gpci_row, file where work < 1 and (has_floor or year(file.first_day) <= 2026)
union all
select 6, row_no, 'PW GPCI', 'Alaska''s work index is 1.500 by law, here ' || work, 'check that it is CMS''s own file'
from gpci_row where (state = 'AK' or upper(name) = 'ALASKA') and work <> 1.5
union all
select 7, null, 'PE GPCI',
    'of ' || far || ' of ' || localities || ' localities is more than 15 % off the one of ' || known_release.release,
    'check that it is CMS''s own file'
from common, known_release where far > 0.05 * localities
union all
select 8, null, 'Locality Number',
    localities || ' localities of ' || known_release.release || ' are missing (' || left(list, 60) || ')',
    'fetch it again, or say --partial if it is an excerpt'
from absent, known_release, file where localities > 0 and not is_partial
