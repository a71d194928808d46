-- one row per fault of a part of the pair edits; the lowest rank is told
-- Three pairs are known to the day: the two evaluations of physical therapy that never stand together, and the gait
-- training pair that CMS ended after two weeks of protest.
with file as (
    select * from cms_file
),
tally as (
    select count(*) AS pairs, min(column_1) AS first_code, max(column_1) AS last_code,
        max(first_day) AS latest from ncci_pair_row
),
spot as (
    select * from (values
        ('97162', '97161', '0', date '2020-10-01', null::date), ('97530', '97116', '1', null::date, date '2019-12-31')
    ) as pair (column_1, column_2, indicator, first_day, last_day)
),
spot_found as (
    select s.column_1, s.column_2, count(r.row_no) AS rows,
        count(r.row_no) filter (
            where r.indicator = s.indicator and r.last_day is not distinct from s.last_day
                and (s.first_day is null or r.first_day = s.first_day)
        ) AS right_rows
    from spot as s
    left join ncci_pair_row as r on r.column_1 = s.column_1 and r.column_2 = s.column_2
    group by s.column_1, s.column_2
)
select 1 AS rank, row_no, 'Column 2' AS column_name, 'not a code' AS what, 'fetch the file again' AS fix
from ncci_pair_row where not is_pair
union all
select 1, row_no, 'Effective Date', 'not a date', 'fetch the file again' from ncci_pair_row where first_day is null
union all
select 1, row_no, 'Deletion Date', 'neither a date nor *', 'fetch the file again'
from ncci_pair_row where not is_open and last_day is null
union all
select 1, row_no, 'Modifier', 'not 0, 1 or 9', 'fetch the file again'
from ncci_pair_row where indicator is null or indicator not in ('0', '1', '9')
union all
select 2, row_no, 'Deletion Date', 'lies before the effective date', 'fetch the file again'
from ncci_pair_row where last_day < first_day
union all
select 3, null, null, 'has ' || pairs || ' pairs, where a whole part has more than ' || least,
    'fetch it again, or say --partial if it is an excerpt'
from tally, file where pairs <= least and not is_partial
union all
select 3, null, null, 'has no pairs', 'fetch it again' from tally where pairs = 0
union all
select 4, null, 'Effective Date', 'the latest is ' || latest || ', after the quarter of its name',
    'check that it is the file of ' || file.release
from tally, file where latest > file.last_day
union all
select 5, null, 'Column 1',
    column_1 || ' with ' || column_2
    || case when rows = 0 then ' is missing' else ' does not have the dates CMS gave it' end,
    'check that it is CMS''s own file'
from spot_found, tally, file
where right_rows = 0 and column_1 between first_code and last_code and (rows > 0 or not is_partial)
