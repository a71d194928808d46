-- one row per paid line of a payer and code whose rate nobody has loaded: what a unit of it was allowed
-- key: episode_key
-- inputs: episode, priced_line, line_price, payer_day
-- step: merge (whether disciplines have rates of their own is judged over the whole practice)
-- Left out, because a lower amount is no sign there: codes that the payer cuts after the day's first unit, days above a daily cap,
-- payments per visit, capitated contracts, lines denied at first (they belong to the denial).
-- variant: what may have a rate of its own: modifiers of assistants, telehealth and unusual service; the discipline where it does.
with judged as (
    select e.episode_key, e.latest_key AS line_key, e.payer_no, e.payer, e.cpt, e.cut_no, e.dos, e.submit_date, e.answer_date, e.units, e.allowed, e.provider, e.location, e.discipline,
        cast(round(e.allowed / e.units, 2) AS decimal(12, 2)) AS rate,
        coalesce(array_to_string(e.modifiers, ' '), '') AS words
    from episode AS e
    join priced_line AS p on p.line_key = e.latest_key
    left join payer_day AS v on v.rule_payer_no = e.rule_payer_no and v.dos = e.dos
    where e.outcome = 'paid' and e.allowed > 0 and e.units > 0 and not e.is_void and coalesce(e.first_outcome, '') <> 'denied'
        and coalesce(p.price_basis, 'payer_median') in ('payer_median', 'class_median', 'practice_median')
        and not p.is_ranked and coalesce(v.unit_rule, '') <> 'per_visit' and not coalesce(v.capitated, false)
        and coalesce(e.payer_class, '') <> 'self_pay'
        and (p.cap_rule_key is null or p.day_key not in (select day_key from line_price where above_cap > 0))
),
mark as (   -- lists are slow a line at a time, and few of them differ
    select words, array_to_string(list_sort(list_intersect(string_split(words, ' '),
        ['CQ', 'CO', '22', '52', '93', '95', 'GQ', 'GT'])), ' ') AS marks
    from (select distinct words from judged)
),
line as (
    select j.* exclude (words), m.marks
    from judged AS j
    join mark AS m on m.words = j.words
),
counted as (
    select payer_no, cpt, marks, discipline, rate, count(*) AS lines from line group by all
),
usual as (
    select payer_no, cpt, marks, discipline, arg_max(rate, (lines, rate)) AS rate
    from counted
    group by payer_no, cpt, marks, discipline
    having sum(lines) >= 5
),
split as (
    select payer_no, cpt, marks from usual group by payer_no, cpt, marks having count(distinct rate) > 1
)
select l.episode_key, l.line_key, l.payer_no, l.payer, l.cpt, l.cut_no, l.dos, l.submit_date, l.answer_date, l.units, l.allowed, l.rate, l.provider, l.location,
    trim(case when s.cpt is not null then coalesce(l.discipline, '') else '' end || ' ' || l.marks) AS variant
from line AS l
left join split AS s on s.payer_no = l.payer_no and s.cpt = l.cpt and s.marks = l.marks
