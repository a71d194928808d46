-- one row per leak category and payer: dollars never collected, what is recoverable, whose desk it is on, the next deadline
-- expected: of the recoverable dollars what is likely to come back (assumption recovery:<category>); null where nobody assumes it
-- inputs: finding, denial, assumption, setting
with leak as (
    select f.*, d.owner, d.next_step
    from finding AS f
    left join denial AS d on f.origin = 'denial' and d.episode_key = f.line_key
    where f.kind = 'leak' and selected(f.cut_no, f.dos, f.submit_date, f.answer_date, $filter)
)
select l.category, l.payer, count(*) AS cases, count(l.amount) AS priced_cases, coalesce(sum(l.amount), 0) AS amount,
    coalesce(sum(l.recoverable), 0) AS recoverable,
    cast(round(coalesce(sum(l.recoverable), 0) * any_value(a.base), 2) AS decimal(12, 2)) AS expected,
    count(*) filter (where coalesce(l.recoverable, 1) > 0) AS open_cases, mode(coalesce(l.owner, 'biller') order by coalesce(l.owner, 'biller')) AS owner,
    mode(l.next_step order by l.next_step) AS next_step,   -- ordered, so that of equally frequent ones every run names the same
    min(l.deadline) filter (where l.recoverable > 0 and l.deadline >= s.as_of) AS next_deadline,
    count(*) filter (where l.recoverable > 0 and l.deadline between s.as_of and s.as_of + 30) AS due_in_30_days
from leak AS l
cross join setting AS s
left join assumption AS a on a.name = 'recovery:' || l.category
group by l.category, l.payer
order by amount desc, l.category, l.payer
