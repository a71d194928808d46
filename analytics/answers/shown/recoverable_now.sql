-- one row per leak category with open dollars that can still be worked in time on the as-of day
-- key: category
-- inputs: finding, denial, assumption, setting
-- recoverable: dollars in time, of which due_30, due_60 and due_90 have their last day within so many days (each holds the one
-- before), undated those whose last day nobody knows; unpriced: cases whose dollars are unknown, in no sum.
-- by_*: the same dollars by the way that gets them: a first claim (visits never billed), an appeal (underpaid lines, and
-- denials whose way it is), proof of timely filing, else sent again, corrected or with what was asked for.
-- share_*: the assumption recovery:<category>; expected_* = recoverable x share, null where nobody assumes one.
with open_case as (
    select f.category, f.recoverable, f.deadline, s.as_of,
        case
            when f.category = 'unbilled_visit' then 'first_claim'
            when f.category = 'underpaid' then 'appeal'
            when d.way in ('proof', 'appeal') then d.way
            else 'corrected_claim' end AS way
    from finding AS f
    left join denial AS d on f.origin = 'denial' and d.episode_key = f.line_key
    cross join setting AS s
    where f.kind = 'leak' and coalesce(f.recoverable, 1) > 0
        and selected(f.cut_no, f.dos, f.submit_date, f.answer_date, $filter)
),
summed as (
    select category, count(*) AS cases, count(*) filter (where recoverable is null) AS unpriced,
        coalesce(sum(recoverable), 0) AS recoverable, min(deadline) AS next_deadline,
        coalesce(sum(recoverable) filter (where deadline <= as_of + 30), 0) AS due_30,
        coalesce(sum(recoverable) filter (where deadline <= as_of + 60), 0) AS due_60,
        coalesce(sum(recoverable) filter (where deadline <= as_of + 90), 0) AS due_90,
        coalesce(sum(recoverable) filter (where deadline is null), 0) AS undated,
        coalesce(sum(recoverable) filter (where way = 'corrected_claim'), 0) AS by_corrected_claim,
        coalesce(sum(recoverable) filter (where way = 'first_claim'), 0) AS by_first_claim,
        coalesce(sum(recoverable) filter (where way = 'appeal'), 0) AS by_appeal,
        coalesce(sum(recoverable) filter (where way = 'proof'), 0) AS by_proof
    from open_case
    group by category
)
select s.*, least(coalesce(a.low, a.base), a.base) AS share_low, a.base AS share_base,
    greatest(coalesce(a.high, a.base), a.base) AS share_high,
    cast(round(s.recoverable * least(coalesce(a.low, a.base), a.base), 2) AS decimal(12, 2)) AS expected_low,
    cast(round(s.recoverable * a.base, 2) AS decimal(12, 2)) AS expected_base,
    cast(round(s.recoverable * greatest(coalesce(a.high, a.base), a.base), 2) AS decimal(12, 2)) AS expected_high
from summed AS s
left join assumption AS a on a.name = 'recovery:' || s.category
order by expected_base desc nulls last, s.recoverable desc, s.category
