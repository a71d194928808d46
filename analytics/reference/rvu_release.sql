-- one row per release of the physician fee schedule and the days it holds for; no gaps, no overlaps
-- key: release
-- inputs: shipped_rvu_release (text of the shipped CSV), kept_rvu_release
-- rule: a release holds from its first day until the day before the next one begins. The first release known of a year also
-- stands for the months before it, because values and factor change with the year; the last of all ends with its year.
-- Of two that begin on one day the one that was loaded stands. stands_for: the quarters it holds for though they had a
-- release of their own. trust: medium then, low where it holds past its own year.
with newest as (
    select release, max(kept_id) AS kept_id from kept_rvu_release group by release
),
known as (
    select k.release, k.first_day, k.conversion_factor, k.qp_conversion_factor, coalesce(k.trust, 'high') AS trust,
        k.source, true AS is_kept
    from kept_rvu_release AS k
    join newest AS n on n.release = k.release and n.kept_id = k.kept_id
    union all
    select release, cast(first_day AS date), cast(conversion_factor AS decimal(8, 4)),
        cast(qp_conversion_factor AS decimal(8, 4)), trust, source, false
    from shipped_rvu_release
    where release not in (select release from newest)
),
standing as (
    select *, make_date(year(first_day), 1, 1) AS new_year,
        row_number() over (partition by year(first_day) order by first_day) = 1 AS opens_year
    from known
    qualify row_number() over (partition by first_day order by is_kept desc, release desc) = 1
),
beginning as (
    select *, case when opens_year then new_year else first_day end AS begins from standing
),
span as (
    select *, coalesce(lead(begins) over (order by begins) - 1, make_date(year(begins), 12, 31)) AS ends from beginning
),
quarter as (
    select distinct year(s.new_year) || q.letter AS name, s.new_year + to_months(q.months) AS first_day
    from span AS s
    cross join (values ('A', 0), ('B', 3), ('C', 6), ('D', 9)) AS q(letter, months)
),
stood_in as (
    select s.release, string_agg(q.name, ' ' order by q.name) AS stands_for
    from span AS s
    join quarter AS q on q.first_day <= s.ends and q.first_day + to_months(3) > s.begins
    where q.name <> left(s.release, 5)
    group by s.release
)
select s.release, s.begins AS first_day, s.ends AS last_day, s.conversion_factor, s.qp_conversion_factor, i.stands_for,
    case
        when year(s.ends) > year(s.begins) then 'low'
        when i.stands_for is not null and s.trust = 'high' then 'medium'
        else s.trust
    end AS trust,
    s.source
from span AS s
left join stood_in AS i on i.release = s.release
order by s.begins
