-- one row per line with which the units of its code pass what CMS takes as the most a patient gets on one day
-- key: line_key
-- inputs: service_line, billed_line, payer_day, mue, therapy_code
-- step: per patient
-- rule: a medically unlikely edit (MUE) of indicator 1 looks at a line, of 2 and 3 at all lines of the day; 2 is policy and
-- absolute, 3 is clinical, so its denial can be appealed with documentation. The value is that of the day; where the table
-- has none for the day, the nearest one it knows stands in, said so and a hint. Codes that Medicare never pays have a value
-- of 0 and are told as such elsewhere (not_paid_by_medicare).
-- source: CMS practitioner MUE table; indicators: First Coast and Palmetto
with line as (
    select s.line_key, s.episode_key, s.day_key, s.visit_key, s.cpt, s.dos, s.rule_payer_no, s.units, b.provider, d.class,
        list_contains(d.assumed, 'ncci') AS is_assumed
    from service_line AS s
    join billed_line AS b on b.line_key = s.line_key
    join payer_day AS d
        on d.rule_payer_no = s.rule_payer_no and d.dos = s.dos and d.class in ('medicare', 'medicare_advantage')
    where b.is_primary and s.modifiers is not null and b.units > 0
        and s.cpt in (select hcpcs from mue)
        and not (d.class = 'medicare' and s.cpt in (select hcpcs from therapy_code where status in ('B', 'I', 'N')))
),
code_day as (   -- the days of each code, few, before the lines, many
    select cpt, dos, max(units) AS most from line group by cpt, dos
),
dated as (
    select c.cpt, c.dos, m.units AS limit_units, m.mai, m.first_day, m.last_day, m.trust,
        c.dos >= m.first_day and (m.last_day is null or c.dos <= m.last_day) AS is_dated,
        row_number() over (partition by c.cpt, c.dos order by
            case when c.dos >= m.first_day and (m.last_day is null or c.dos <= m.last_day) then 0
                when c.dos < m.first_day then date_diff('day', c.dos, m.first_day) else date_diff('day', m.last_day, c.dos) end,
            m.first_day desc) AS place
    from code_day AS c
    join mue AS m on m.hcpcs = c.cpt
),
summed as (
    select l.*, v.limit_units, v.mai, v.first_day, v.last_day, v.is_dated, v.trust AS value_trust,
        sum(l.units) over in_order AS so_far, sum(l.units) over whole AS total, count(*) over whole AS lines,
        min(l.line_key) over whole AS first_key, 
        coalesce(min(l.provider) over whole <> max(l.provider) over whole, false)
            or min(l.visit_key) over whole <> max(l.visit_key) over whole AS is_shared
    from line AS l
    join dated AS v on v.cpt = l.cpt and v.dos = l.dos and v.place = 1
    window in_order AS (partition by l.day_key, l.cpt order by l.line_key rows between unbounded preceding and current row),
        whole AS (partition by l.day_key, l.cpt)
),
above as (
    select *, case when mai = '1' then units else total end AS counted
    from summed
    where case when mai = '1' then units > limit_units else so_far > limit_units and so_far - units <= limit_units end
)
select line_key, episode_key, cast(null AS varchar) AS modifier, 'wrong' AS verdict, 'mue' AS rule_id,
    case when first_key <> line_key and mai <> '1' then first_key end AS related_line_key,
    case when is_dated and value_trust <> 'low' and not is_assumed and not (mai <> '1' and is_shared)
        then 'finding' else 'hint' end AS trust,
    cast(null AS decimal(12, 2)) AS at_stake,
    plain(counted) || ' units of ' || cpt || ' on ' || cast(dos AS varchar)
        || case when lines > 1 and mai <> '1' then ' on ' || lines || ' lines' else '' end
        || '; the most CMS takes is ' || limit_units || case mai when '1' then ' a line' else ' a day' end || ' (MAI ' || mai || '), '
        || case mai when '1' then 'a modifier may separate lines'
            when '2' then 'absolute, no appeal' else 'a denial can be appealed with documentation' end
        || case when is_dated then ''
            else '; the value is that of ' || cast(case when dos < first_day then first_day else last_day end AS varchar)
                || ', the nearest known' end
        || case when mai <> '1' and is_shared then '; two providers share them, and the edit looks at one' else '' end
        || '.' AS explanation,
    'CMS practitioner MUE table' || case when is_assumed then ' (that the plan follows it: unverified)' else '' end AS citation
from above
