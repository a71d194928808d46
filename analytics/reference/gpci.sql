-- one row per release and pricing locality: geographic practice cost indices
-- key: release, mac, locality
-- inputs: shipped_gpci (text of the shipped CSV), kept_gpci, rvu_release
-- rule: a release that was loaded without its indices takes those of the last other release of its year, since they change
-- with the year; where there is none it has no indices and no price outside the national one.
with newest as (
    select release, max(kept_id) AS kept_id from kept_gpci group by release
),
published as (
    select k.release, k.mac, k.locality, k.state, k.name, k.work, k.pe, k.mp
    from kept_gpci AS k
    join newest AS n on n.release = k.release and n.kept_id = k.kept_id
    union all
    select release, mac, locality, state, name, cast(work AS decimal(5, 3)), cast(pe AS decimal(5, 3)),
        cast(mp AS decimal(5, 3))
    from shipped_gpci
    where release not in (select release from newest)
),
of_year as (
    select left(release, 4) AS year, max(release) AS release from published group by left(release, 4)
),
without_own as (
    select r.release, y.release AS taken_from
    from rvu_release AS r
    join of_year AS y on y.year = left(r.release, 4)
    where r.release not in (select release from published)
)
select release, mac, locality, state, name, work, pe, mp from published
union all
select w.release, p.mac, p.locality, p.state, p.name, p.work, p.pe, p.mp
from without_own AS w
join published AS p on p.release = w.taken_from
