-- one row per provider with 20 visits and more, and habit: the three leaks that cost most, and every exposure
-- kind: leak | exposure, empty: both. share: the provider's visits with such a case, over all visits of the provider; all_share: the same over all providers, whatever
-- providers the filter names. Visits: days of a patient billed or documented under that name. shown, small, unnamed_visits: providers
-- listed, those with fewer than 20 visits (not listed), visits that name nobody; where nobody is listed the only row holds just these.
with visit as (
    select provider, count(*) AS visits
    from (
        select distinct b.provider, b.patient_no, b.dos
        from billed_line AS b
        join line_day AS y on y.line_key = b.line_key
        where b.is_primary and selected(y.cut_no, y.dos, y.submit_date, y.answer_date, struct_update($filter, providers := []))
    )
    group by provider
    union all
    select provider, count(*)
    from unbilled_value
    where selected(cut_no, dos, submit_date, answer_date, struct_update($filter, providers := []))
    group by provider
),
worked as (
    select provider, sum(visits) AS visits, len($filter.providers) = 0 or list_contains($filter.providers, provider) AS is_chosen
    from visit
    group by provider
),
scope as (
    select count(*) filter (where is_chosen and provider is not null and visits >= 20) AS shown,
        count(*) filter (where is_chosen and provider is not null and visits < 20) AS small,
        coalesce(sum(visits) filter (where provider is null), 0) AS unnamed_visits, sum(visits) AS all_visits
    from worked
),
hit as (
    select provider, kind, habit, practice, patient_id, dos, any_value(label) AS label, count(*) AS cases,
        coalesce(sum(amount), 0) AS dollars, coalesce(sum(recoverable), 0) AS recoverable, count(*) filter (where amount is null) AS unpriced
    from habit_case
    where selected(cut_no, dos, submit_date, answer_date, struct_update($filter, providers := []))
    group by provider, kind, habit, practice, patient_id, dos
),
everybody as (
    select kind, habit, count(*) AS visits_hit from hit group by kind, habit
),
own as (
    select provider, kind, habit, any_value(label) AS label, sum(cases) AS cases, count(*) AS visits_hit, sum(dollars) AS dollars,
        sum(recoverable) AS recoverable, sum(unpriced) AS unpriced
    from hit
    group by provider, kind, habit
),
ranked as (
    select o.*, w.visits, o.visits_hit / w.visits AS share, e.visits_hit / s.all_visits AS all_share,
        row_number() over (partition by o.provider, o.kind order by o.dollars desc, o.visits_hit desc, o.habit) AS place
    from own AS o
    join worked AS w on w.provider = o.provider and w.is_chosen and w.visits >= 20
    join everybody AS e on e.kind = o.kind and e.habit = o.habit
    cross join scope AS s
)
select r.provider, r.visits, r.kind, r.habit, r.label, r.dollars, r.recoverable, r.cases, r.unpriced, r.visits_hit, r.share, r.all_share,
    r.place, s.shown, s.small, s.unnamed_visits
from scope AS s
left join ranked AS r on (r.kind = 'exposure' or r.place <= 3) and $kind in ('', r.kind)
order by r.provider, r.kind desc, r.place
