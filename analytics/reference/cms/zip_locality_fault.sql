-- one row per fault of a file of ZIP codes; the lowest rank is told
with file as (
    select * from cms_file
),
tally as (
    select count(distinct zip5) AS codes, count(*) AS rows,
        count(*) filter (where exists (select 1 from gpci as g where g.mac = r.mac and g.locality = r.locality)) AS priced
    from zip_locality_row as r
)
select 1 AS rank, row_no, 'CARRIER' AS column_name, 'not a contractor of five characters' AS what,
    'fetch the file again' AS fix
from zip_locality_row where mac is null or not regexp_full_match(mac, '[0-9A-Z]{5}')
union all
select 1, row_no, 'LOCALITY', 'not a locality of two characters', 'fetch the file again'
from zip_locality_row where locality is null or not regexp_full_match(locality, '[0-9A-Z]{2}')
union all
select 1, row_no, 'STATE', 'not a state', 'fetch the file again'
from zip_locality_row where state is null or not regexp_full_match(state, '[A-Z]{2}')
union all
select 1, row_no, 'PLUS 4 FLAG', 'not 0 or 1', 'fetch the file again' from zip_locality_row where plus4 not in ('0', '1', '')
union all
select 2, max(row_no), 'ZIP CODE', 'the ZIP code ' || zip5 || ' stands there twice with one locality',
    'fetch the file again'
from zip_locality_row group by zip5, mac, locality having count(*) > 1
union all
select 3, null, null, 'has ' || codes || ' ZIP codes, where a whole file has more than ' || least,
    'fetch it again, or say --partial if it is an excerpt'
from tally, file where codes <= least and not is_partial
union all
select 4, null, 'LOCALITY', 'only ' || priced || ' of ' || rows || ' rows name a locality of the fee schedule',
    'check that it is CMS''s own file'
from tally where priced < 0.95 * rows
