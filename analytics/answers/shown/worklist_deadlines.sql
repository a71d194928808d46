-- one row per week of deadlines of the queue: the next 13 (week 0 to 12), and what is later, has none, or has passed
-- inputs: work_queue, work_line, setting
-- span: ahead | later | unknown | past (claims out of the queue whose deadline passed unsent: what was lost with them); week: of ahead
-- alone. assumed: the part of recoverable whose deadline nobody chose for the payer. Every week ahead has its row.
with claim as (
    select q.place, q.days_left, q.recoverable, q.too_late, q.value, q.deadline_is_assumed,
        case when q.place = 'too_late' then 'past' when q.deadline is null then 'unknown' when q.days_left < 0 then 'past'
            when q.days_left <= 90 then 'ahead' else 'later' end AS span
    from work_queue AS q
    where q.place in ('queue', 'too_late')
        and q.claim_key in (select claim_key from work_line where selected(cut_no, dos, submit_date, answer_date, $filter))
),
summed as (
    select span, case when span = 'ahead' then days_left // 7 end AS week, count(*) AS claims,
        coalesce(sum(case when place = 'too_late' then too_late else recoverable end), 0) AS recoverable, coalesce(sum(value), 0) AS value,
        coalesce(sum(recoverable) filter (where deadline_is_assumed), 0) AS assumed
    from claim
    group by all
),
slot as (
    select 'ahead' AS span, w.week from (select unnest(generate_series(0, 12)) AS week) AS w
    union all
    select unnest(['later', 'unknown', 'past']), null
)
select t.span, t.week, s.as_of + cast(7 * t.week AS integer) AS first_day, s.as_of + cast(7 * t.week + 6 AS integer) AS last_day,
    coalesce(m.claims, 0) AS claims, coalesce(m.recoverable, 0) AS recoverable, coalesce(m.value, 0) AS value, coalesce(m.assumed, 0) AS assumed
from slot AS t
cross join setting AS s
left join summed AS m on m.span = t.span and m.week is not distinct from t.week
order by t.span, t.week
