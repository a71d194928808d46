-- one row per visit and 15-minute timed code, billed or documented (visits nobody billed included: lines = 0)
-- key: visit_key, cpt
-- inputs: service_line, payer_day, documented, unbilled_visit, documented_row, therapy_code
-- step: per patient
-- minutes: the treatment-minutes file's where it names the code, else the billing line's own; a visit with one timed code
-- and only a total has that total on the code. Null = not documented: never guessed. Untimed codes never enter.
with written as (
    select d.visit_key, d.cpt, sum(d.minutes) AS minutes
    from documented AS d
    join therapy_code AS t on t.hcpcs = d.cpt and t.unit_basis = 'timed_15'
    where d.minutes is not null
    group by d.visit_key, d.cpt
),
billed as (
    select visit_key, cpt,
        min(line_key) AS line_key, cast(count(*) AS smallint) AS lines,
        cast(sum(units) AS decimal(9, 2)) AS units_billed,
        cast(case when count(minutes) = count(*) then sum(minutes) end AS decimal(9, 2)) AS minutes,
        any_value(s.rule_payer_no) AS rule_payer_no, any_value(s.dos) AS dos
    from service_line AS s
    where is_timed
    group by visit_key, cpt
),
never_billed as (   -- a documented code that nobody billed follows the rule of its visit
    select w.visit_key, w.cpt, cast(null AS bigint) AS line_key, cast(0 AS smallint) AS lines,
        cast(0 AS decimal(9, 2)) AS units_billed, cast(w.minutes AS decimal(9, 2)) AS minutes,
        r.rule_payer_no, r.dos
    from written AS w
    join (
        select visit_key, any_value(rule_payer_no) AS rule_payer_no, any_value(dos) AS dos
        from service_line
        where visit_key in (select visit_key from written)
        group by visit_key
    ) AS r on r.visit_key = w.visit_key
    where not exists (
        select 1 from service_line AS s
        where s.visit_key = w.visit_key and s.cpt = w.cpt and s.is_timed)
),
total as (   -- visits with a documented total, and how many timed codes they have
    select d.visit_key, any_value(d.total_minutes) AS total_minutes,
        count(distinct s.cpt) + count(distinct n.cpt) AS codes
    from (
        select visit_key, max(total_timed_minutes) AS total_minutes
        from documented
        where total_timed_minutes is not null
        group by visit_key
    ) AS d
    left join service_line AS s on s.visit_key = d.visit_key and s.is_timed
    left join never_billed AS n on n.visit_key = d.visit_key
    group by d.visit_key
)
select b.visit_key, b.cpt, b.line_key, b.lines, b.units_billed,
    coalesce(cast(w.minutes AS decimal(9, 2)), b.minutes, case when t.codes = 1 then t.total_minutes end) AS minutes,
    q.rule_key, t.total_minutes
from billed AS b
left join payer_day AS q on q.rule_payer_no = b.rule_payer_no and q.dos = b.dos
left join written AS w on w.visit_key = b.visit_key and w.cpt = b.cpt
left join total AS t on t.visit_key = b.visit_key
union all by name
select n.* exclude (rule_payer_no, dos), q.rule_key, t.total_minutes
from never_billed AS n
left join payer_day AS q on q.rule_payer_no = n.rule_payer_no and q.dos = n.dos
left join total AS t on t.visit_key = n.visit_key
union all by name
select v.visit_key, d.cpt, cast(null AS bigint) AS line_key, cast(0 AS smallint) AS lines,
    cast(0 AS decimal(9, 2)) AS units_billed, cast(sum(d.minutes) AS decimal(9, 2)) AS minutes, v.rule_key,
    cast(null AS decimal(9, 2)) AS total_minutes
from (select *, unnest(row_keys) AS row_key from unbilled_visit) AS v
join documented_row AS d on d.row_key = v.row_key and d.unit_basis = 'timed_15' and d.minutes is not null
group by v.visit_key, d.cpt, v.rule_key
