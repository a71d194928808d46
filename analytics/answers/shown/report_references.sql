-- one row per dated reference table: the days it speaks of, how much it holds and where it was read
-- last_day: null where the table goes on until something newer is read
-- inputs: rvu_release, gpci, ncci_pair, mue, therapy_threshold, denial_rule, carc
with dated as (
    select 1 AS place, 'Medicare fee schedule' AS name, min(first_day) AS first_day, max(last_day) AS last_day, count(*) AS held,
        'releases' AS counted, max_by(source, first_day) AS source, max_by(trust, first_day) AS trust
    from rvu_release
    union all
    select 2, 'Practice cost indices', null, null, count(distinct release), 'releases', null, null from gpci
    union all
    select 3, 'Code pair edits (NCCI)', min(first_day), null, count(*), 'pairs', max_by(source, (read_for, source)), null from ncci_pair
    union all
    select 4, 'Units a day (MUE)', min(first_day), null, count(*), 'codes', max_by(source, (first_day, source)), max_by(trust, (first_day, source)) from mue
    union all
    select 5, 'Therapy thresholds', make_date(min(year), 1, 1), make_date(max(year), 12, 31), count(*), 'years', max_by(source, year), max_by(trust, year)
    from therapy_threshold
    union all
    select 6, 'Reasons of denials', null, null, count(*), 'rules', max_by(source, (verified, source)), max_by(trust, (verified, source)) from denial_rule
)
select * from dated
order by place
