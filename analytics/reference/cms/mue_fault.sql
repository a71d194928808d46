-- one row per fault of a file of unit limits; the lowest rank is told
with file as (
    select * from cms_file
),
tally as (
    select count(*) AS codes, max(units) filter (where hcpcs = '97110') AS exercise from mue_row
)
select 1 AS rank, row_no, 'Practitioner Services MUE Values' AS column_name, 'not a number of units' AS what,
    'fetch the file again' AS fix
from mue_row where units is null or units < 0
union all
select 1, row_no, 'MUE Adjudication Indicator', 'not 1, 2 or 3', 'fetch the file again'
from mue_row where mai is null or mai not in ('1', '2', '3')
union all
select 2, max(row_no), 'HCPCS/CPT Code', 'the code ' || hcpcs || ' stands there twice', 'fetch the file again'
from mue_row group by hcpcs having count(*) > 1
union all
select 3, null, null, 'has ' || codes || ' codes, where a whole file has more than ' || least,
    'fetch it again, or say --partial if it is an excerpt'
from tally, file where codes <= least and not is_partial
union all
select 4, null, 'Practitioner Services MUE Values',
    '97110 ' || case when exercise is null then 'is missing' else 'has ' || exercise || ' units, where CMS has 4 to 8' end,
    'check that it is CMS''s own file'
from tally where exercise is null or exercise not between 4 and 8
