-- one row per kind of open money and week of its deadline: the next 13 (week 0 to 12), and what has passed, is later or unknown
-- inputs: unanswered_line, unbilled_value, payer_version, denial, setting
-- kind: unanswered (longer than usual) | unbilled_visit | denied; span: past | ahead | later | unknown; week: of ahead alone
-- rule: dollars = expected allowed amount (of a denial what is still open); items without a price count and add nothing;
-- assumed: dollars whose deadline nobody chose for the payer. Every week ahead has its row.
with due as (
    select 'unanswered' AS kind, deadline, expected AS dollars, deadline_is_assumed AS is_assumed
    from unanswered_line
    where is_overdue and selected(cut_no, dos, submit_date, answer_date, $filter)
    union all
    select 'unbilled_visit', v.dos + cast(v.timely_filing_days AS integer), v.value,
        coalesce(list_contains(r.assumed, 'timely_filing_days'), false)
    from unbilled_value AS v
    left join payer_version AS r on r.rule_key = v.rule_key
    where selected(v.cut_no, v.dos, v.submit_date, v.answer_date, $filter)
    union all
    select 'denied', d.deadline, case when d.deadline < s.as_of then d.left_open else d.recoverable end,
        d.deadline_is_assumed
    from denial AS d
    cross join setting AS s
    where (coalesce(d.recoverable, 1) > 0
            or (d.deadline < s.as_of and d.left_open > 0 and d.status in ('open', 'partly_recovered')))
        and selected(d.cut_no, d.dos, d.submit_date, d.answer_date, $filter)
),
placed as (
    select d.kind, d.dollars, d.is_assumed and d.deadline is not null AS is_assumed,
        case when d.deadline between s.as_of and s.as_of + 90 then date_diff('day', s.as_of, d.deadline) // 7 end AS week,
        case when d.deadline is null then 'unknown' when d.deadline < s.as_of then 'past'
            when d.deadline <= s.as_of + 90 then 'ahead' else 'later' end AS span
    from due AS d
    cross join setting AS s
),
ahead as (
    select kind, week
    from (select unnest(['unanswered', 'unbilled_visit', 'denied']) AS kind) AS k
    cross join (select unnest(generate_series(0, 12)) AS week) AS w
),
slot as (
    select kind, 'ahead' AS span, week from ahead
    union all
    select distinct kind, span, cast(null AS bigint) from placed where span <> 'ahead'
)
select t.kind, t.span, t.week, s.as_of + cast(7 * t.week AS integer) AS first_day,
    s.as_of + cast(7 * t.week + 6 AS integer) AS last_day,
    count(p.kind) AS items, count(p.kind) filter (where p.dollars is null) AS items_without_price,
    coalesce(sum(p.dollars), 0) AS dollars, coalesce(sum(p.dollars) filter (where p.is_assumed), 0) AS assumed,
    sum(coalesce(sum(p.dollars), 0)) over (partition by t.span, t.week) AS week_dollars,
    sum(coalesce(sum(p.dollars), 0)) over whole AS span_dollars,
    sum(coalesce(sum(p.dollars) filter (where p.is_assumed), 0)) over whole AS span_assumed
from slot AS t
cross join setting AS s
left join placed AS p on p.kind = t.kind and p.span = t.span and p.week is not distinct from t.week
group by t.kind, t.span, t.week, s.as_of
window whole as (partition by t.span)
order by t.span, t.week, t.kind
