-- one row per visit and 15-minute timed code, billed or documented
-- key: visit_key, cpt
-- inputs: service_line, documented, therapy_code
-- step: per patient
-- minutes: the treatment-minutes file's where it names the code, else the billing line's own; a visit with one timed code
-- and only a total has that total on the code. Null = not documented: never guessed. Untimed codes never enter.
with billed as (
    select visit_key, cpt,
        min(line_key) AS line_key, cast(count(*) AS smallint) AS lines, cast(sum(units) AS decimal(9, 2)) AS units_billed,
        cast(case when count(minutes) = count(*) then sum(minutes) end AS decimal(9, 2)) AS minutes,
        any_value(rule_key) AS rule_key
    from service_line
    where unit_basis = 'timed_15'
    group by visit_key, cpt
),
written as (
    select d.visit_key, d.cpt, sum(d.minutes) AS minutes
    from documented AS d
    join therapy_code AS t on t.hcpcs = d.cpt and t.unit_basis = 'timed_15'
    where d.minutes is not null
    group by d.visit_key, d.cpt
),
total as (
    select visit_key, max(total_timed_minutes) AS total_minutes
    from documented
    where total_timed_minutes is not null
    group by visit_key
),
with_file as (
    select visit_key from written
    union
    select visit_key from total
),
visit_rule as (   -- a documented code that nobody billed follows the rule of its visit
    select visit_key, any_value(rule_key) AS rule_key
    from service_line
    where visit_key in (select visit_key from written)
    group by visit_key
),
both_sides as (
    select coalesce(b.visit_key, w.visit_key) AS visit_key, coalesce(b.cpt, w.cpt) AS cpt, b.line_key,
        coalesce(b.lines, 0) AS lines, coalesce(b.units_billed, 0) AS units_billed,
        coalesce(w.minutes, b.minutes) AS minutes, coalesce(b.rule_key, v.rule_key) AS rule_key
    from (select * from billed where visit_key in (select visit_key from with_file)) AS b
    full join written AS w on w.visit_key = b.visit_key and w.cpt = b.cpt
    left join visit_rule AS v on b.visit_key is null and v.visit_key = w.visit_key
)
select visit_key, cpt, line_key, lines, units_billed, minutes, rule_key, cast(null AS decimal(9, 2)) AS total_minutes
from billed
where visit_key not in (select visit_key from with_file)
union all
select s.visit_key, s.cpt, s.line_key, s.lines, s.units_billed,
    coalesce(s.minutes, case when count(*) over (partition by s.visit_key) = 1 then t.total_minutes end),
    s.rule_key, t.total_minutes
from both_sides AS s
left join total AS t on t.visit_key = s.visit_key
