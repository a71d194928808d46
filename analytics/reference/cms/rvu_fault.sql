-- one row per fault of a file of relative values; the lowest rank is told
with file as (
    select * from cms_file
),
compared_release as (
    select r.release, r.conversion_factor, r.qp_conversion_factor
    from rvu_release as r
    join file on r.first_day <= file.first_day
    qualify row_number() over (order by r.first_day desc) = 1
),
known as (
    select r.hcpcs, r.status, r.work_rvu from rvu as r join compared_release using (release)
),
plain_row as (
    select * from rvu_row where modifier is null
),
shown_row as (
    select p.*, t.hcpcs is not null AS is_therapy, k.work_rvu AS known_work
    from plain_row as p
    left join therapy_code as t using (hcpcs)
    left join known as k using (hcpcs)
),
tally as (
    select
        count(distinct hcpcs) AS codes, count(distinct conversion_factor) AS factors, min(conversion_factor) AS factor,
        count(*) filter (where abs(work_rvu - known_work) > 0.3 * known_work) AS moved,
        string_agg(hcpcs, ', ' order by hcpcs) filter (where abs(work_rvu - known_work) > 0.3 * known_work) AS moved_codes,
        max(work_rvu) filter (where hcpcs = '97110') AS exercise
    from shown_row
),
absent as (
    select count(*) AS codes, string_agg(k.hcpcs, ', ' order by k.hcpcs) AS list
    from known as k
    join therapy_code as t using (hcpcs)
    where k.status = 'A' and k.hcpcs not in (select hcpcs from plain_row)
)
select 1 AS rank, row_no, 'STATUS CODE' AS column_name, 'not a status of the fee schedule' AS what,
    'fetch the file again' AS fix
from rvu_row where status is null or not regexp_full_match(status, '[A-JL-NP-RTX]')
union all
select 2, row_no, 'WORK RVU', 'not a relative value', 'fetch the file again'
from rvu_row where work_rvu is null or work_rvu < 0
union all
select 2, row_no, 'NON-FAC PE RVU', 'not a relative value', 'fetch the file again'
from rvu_row where pe_rvu is null or pe_rvu < 0
union all
select 2, row_no, 'MP RVU', 'not a relative value', 'fetch the file again'
from rvu_row where mp_rvu is null or mp_rvu < 0
union all
select 2, row_no, 'MULT PROC', 'not an indicator of one digit', 'fetch the file again'
from rvu_row where mult_proc is null or not regexp_full_match(mult_proc, '[0-9]')
union all
select 2, row_no, 'CONV FACTOR', 'not a conversion factor between 25 and 45 dollars', 'fetch the file again'
from rvu_row where conversion_factor is null or conversion_factor not between 25 and 45
union all
select 3, max(row_no), 'HCPCS', 'the code ' || hcpcs || ' stands there twice', 'fetch the file again'
from rvu_row group by hcpcs, modifier having count(*) > 1
union all
select 4, null, null, 'has ' || codes || ' codes, where a whole file has more than ' || least,
    'fetch it again, or say --partial if it is an excerpt'
from tally, file where codes <= least and not is_partial
union all
select 5, null, 'CONV FACTOR', 'has ' || factors || ' conversion factors, where a file has one', 'fetch the file again'
from tally where factors > 1
union all
select 6, null, 'CONV FACTOR',
    'is ' || factor || ', where the release ' || c.release || ' that is known has ' || c.conversion_factor,
    'check that it is CMS''s own file'
from tally, file, compared_release as c
where case
    when is_qp then abs(factor - coalesce(c.qp_conversion_factor, c.conversion_factor)) > 0.1 * c.conversion_factor
    when file.release = c.release then factor <> c.conversion_factor
    else abs(factor - c.conversion_factor) > 0.1 * c.conversion_factor
end
union all
select 6, null, 'CONV FACTOR', 'is the factor of qualifying participants', 'give the nonQPP file'
from tally, file, compared_release as c where not is_qp and factor = c.qp_conversion_factor
union all
select 7, row_no, 'NON-FAC PE RVU', 'the therapy code ' || hcpcs || ' is payable and has no relative values',
    'check that it is CMS''s own file'
from shown_row where is_therapy and status = 'A' and (work_rvu + pe_rvu + mp_rvu = 0 or pe_rvu = 0)
union all
select 8, null, 'WORK RVU',
    '97110 ' || case when exercise is null then 'is missing' else 'has ' || exercise || ', where CMS has 0.40 to 0.55' end,
    'check that it is CMS''s own file'
from tally where exercise is null or exercise not between 0.40 and 0.55
union all
select 9, null, 'WORK RVU',
    'of ' || moved || ' codes moved by more than 30 % since ' || c.release || ' (' || left(moved_codes, 60) || ')',
    'check that it is CMS''s own file'
from tally, compared_release as c where moved > 5
union all
select 10, null, 'HCPCS',
    absent.codes || ' therapy codes that were payable in ' || c.release || ' are missing (' || left(list, 60) || ')',
    'fetch the file again, it may be cut off'
from absent, file, compared_release as c where absent.codes > 5 and not is_partial
