-- one row per visit and timed code with its correct units under the payer's rule
-- key: visit_key, cpt
-- inputs: units_cms, units_ama, units_strict15, units_per_visit, units_total_only
-- step: per patient
-- rule: under "review" CMS and AMA must give the same units on every code of the visit, else a person decides (null).
with reviewed as (
    select c.visit_key, c.cpt, c.line_key, c.lines, c.units_billed, c.rule_key, c.minutes, c.total_minutes,
        'unknown' AS rule,
        case when bool_and(c.units_correct is not distinct from a.units_correct) over (partition by c.visit_key)
            then c.units_correct end AS units_correct
    from (select * from units_cms where rule = 'review') AS c
    join (select * from units_ama where rule = 'review') AS a
        on a.visit_key = c.visit_key and a.cpt = c.cpt
)
select * from units_cms where rule = 'cms' and (total_minutes is null or units_correct is not null)
union all by name select * from units_ama where rule in ('ama', 'unknown')
union all by name select * from units_strict15
union all by name select * from units_per_visit
union all by name select * from units_total_only
union all by name select * from reviewed
