-- one row per release of the Medicare fee schedule and code, in the practice's locality: what one unit is allowed
-- key: release, cpt
-- inputs: rvu_release, rvu, gpci, setting
-- step: merge (a few thousand rows of reference)
-- source: 42 USC 1395w-4(b), 1395m(k)(7): (work RVU x GPCI + practice expense RVU x GPCI + malpractice RVU x GPCI) x conversion factor;
-- with several therapy procedures on a day every unit but one loses half of the practice expense part. Cents are rounded half up per
-- unit, as CMS publishes its rates. Without a locality every GPCI is 1.0 (the national price); a locality that a release does not
-- know has no price there. Codes that the contractors price (all RVUs 0) have none.
-- until: a release holds to its last day; the last one known holds on, and is_last says that it is then assumed.
-- is_earliest: for days before, its share of practice expense may stand in, its price never.
with index as (
    select r.release, case when s.locality is null then 1 else g.work end AS work,
        case when s.locality is null then 1 else g.pe end AS pe, case when s.locality is null then 1 else g.mp end AS mp
    from rvu_release AS r
    cross join setting AS s
    left join gpci AS g on g.release = r.release and g.mac || '-' || g.locality = s.locality
),
part as (
    select v.release, v.hcpcs, v.status, v.mult_proc = '5' AS is_reduced, v.pe_rvu, v.work_rvu + v.pe_rvu + v.mp_rvu AS total_rvu,
        cast(v.work_rvu * i.work + v.mp_rvu * i.mp AS decimal(14, 5)) AS work_and_mp, cast(v.pe_rvu * i.pe AS decimal(14, 5)) AS pe
    from rvu AS v
    join index AS i on i.release = v.release
    where v.status in ('A', 'R', 'T') and v.work_rvu + v.pe_rvu + v.mp_rvu > 0
)
select p.release, p.hcpcs AS cpt, r.first_day, r.last_day,
    r.last_day = max(r.last_day) over () AS is_last, r.first_day = min(r.first_day) over () AS is_earliest, p.is_reduced, p.pe_rvu, p.total_rvu,
    cast(round((p.work_and_mp + p.pe) * r.conversion_factor, 2) AS decimal(12, 2)) AS full_price,
    cast(round((p.work_and_mp + case when p.is_reduced then p.pe * 0.5 else p.pe end) * r.conversion_factor, 2) AS decimal(12, 2))
        AS reduced_price
from part AS p
join rvu_release AS r on r.release = p.release
