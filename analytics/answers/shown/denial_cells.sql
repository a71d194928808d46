-- one row per payer and family of reasons: first denials under the filter, and how their rate moved on the period before
-- rule: rate: the payer's lines first denied for that family, over all its lines answered. The period is that of the filter, the period
-- before it has as many days; without dates it is the 91 days up to mature_to and the 91 before. change: in shares of 1; null where
-- the payer had no answered line in one of both. A cell below 30 lines answered is small. The 15 payers with most dollars are kept.
-- payer_dollars, family_dollars order the picture; money is the expected allowed amount.
with dated as (   -- every day, because the period before the filter's is looked at too
    select payer, family, is_denied, charge, expected, recoverable,
        case when has_days($filter) then chosen_day(dos, submit_date, answer_date, $filter) else dos end AS day
    from answered_line
    where selected(cut_no, dos, submit_date, answer_date,
        struct_update($filter, first_day := date '1900-01-01', last_day := date '2999-12-31'))
),
known as (
    select min(day) AS first_day, max(day) AS last_day
    from (
        select case when has_days($filter) then chosen_day(dos, submit_date, answer_date, $filter) else dos end AS day
        from answered_line
    )
),
chosen as (
    select case when $filter.first_day > date '1900-01-01' then $filter.first_day
            when $filter.last_day < date '2999-12-31' then k.first_day else coalesce(m.mature_to, k.last_day) - 90 end AS first_day,
        case when $filter.last_day < date '2999-12-31' then $filter.last_day
            when $filter.first_day > date '1900-01-01' then k.last_day else coalesce(m.mature_to, k.last_day) end AS last_day
    from known AS k
    left join mature_to AS m on true
),
span as (
    select first_day, last_day, first_day - cast(last_day - first_day + 1 AS integer) AS before_from, first_day - 1 AS before_to
    from chosen
),
line as (
    select d.payer, d.family, d.is_denied, d.charge, d.expected, d.recoverable,
        d.day between $filter.first_day and $filter.last_day AS is_chosen,
        d.day between s.first_day and s.last_day AS is_now,
        d.day between s.before_from and s.before_to AS is_before
    from dated AS d
    cross join span AS s
    where d.day between $filter.first_day and $filter.last_day or d.day between s.before_from and s.last_day
),
summed as (
    select payer, family, count(*) filter (where is_chosen) AS lines,
        count(*) filter (where is_now) AS now_lines, count(*) filter (where is_before) AS before_lines,
        coalesce(sum(charge) filter (where is_chosen), 0) AS charge, coalesce(sum(expected) filter (where is_chosen), 0) AS expected,
        coalesce(sum(recoverable) filter (where is_chosen), 0) AS recoverable
    from line
    group by payer, family
),
answered as (   -- lines that were not denied have no family: they count in every cell of their payer
    select payer, sum(lines) AS adjudicated, sum(now_lines) AS now_adjudicated, sum(before_lines) AS before_adjudicated
    from summed
    group by payer
),
cell as (
    select s.*, a.adjudicated, a.now_adjudicated, a.before_adjudicated,
        s.lines / nullif(a.adjudicated, 0) AS rate, s.now_lines / nullif(a.now_adjudicated, 0) AS now_rate,
        s.before_lines / nullif(a.before_adjudicated, 0) AS before_rate,
        sum(s.expected) over (partition by s.payer) AS payer_dollars, sum(s.expected) over (partition by s.family) AS family_dollars
    from summed AS s
    join answered AS a on a.payer is not distinct from s.payer
    where s.family is not null and s.lines + s.now_lines + s.before_lines > 0
)
select c.payer, c.family, c.lines, c.charge, c.expected, c.recoverable, c.payer_dollars, c.family_dollars, c.adjudicated, c.rate,
    c.now_lines, c.now_adjudicated, c.now_rate, c.before_lines, c.before_adjudicated, c.before_rate,
    c.now_rate - c.before_rate AS change, c.adjudicated < 30 AS is_small,
    least(c.now_adjudicated, c.before_adjudicated) < 30 AS is_change_small,
    p.first_day AS now_from, p.last_day AS now_to, p.before_from, p.before_to
from cell AS c
cross join span AS p
qualify dense_rank() over (order by c.payer_dollars desc, c.payer) <= 15
order by c.payer_dollars, c.family_dollars, c.payer, c.family
