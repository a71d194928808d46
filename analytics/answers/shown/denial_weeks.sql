-- one row per payer, code, family of denials and week of first answers, for every family the payer ever gave for the code
-- key: series_no, week
-- inputs: answered_line
-- lines, denied: lines answered, and of them those denied for this family. cases, refused: what a test can count, because twenty
-- visits of a patient refused for one reason are one event: patients answered in the week, and of them those refused, both without
-- the patients whom a line of this series was refused in the four weeks before (ours; episodes of care are answered week by week).
with seen as not materialized (   -- read twice, which costs less than keeping it
    select coalesce(payer, 'not named') AS payer, coalesce(cpt, 'none') AS cpt, week, patient_no, is_denied,
        coalesce(family, 'unclassified') AS family
    from answered_line
    where week is not null and selected(cut_no, dos, submit_date, answer_date, $filter)
),
named as (
    select payer, cpt, week, patient_no, family, count(*) AS lines
    from seen
    where is_denied
    group by payer, cpt, week, patient_no, family
),
pair as (   -- numbers: what follows groups and joins them several times
    select payer, cpt, row_number() over (order by payer, cpt) AS pair_no from (select distinct payer, cpt from named)
),
refusal as (
    select p.pair_no, n.week, n.patient_no, n.family, n.lines
    from named AS n
    join pair AS p on p.payer = n.payer and p.cpt = n.cpt
),
answer as (
    select p.pair_no, s.week, s.patient_no, count(*) AS lines
    from seen AS s
    join pair AS p on p.payer = s.payer and p.cpt = s.cpt
    group by p.pair_no, s.week, s.patient_no
),
total as (
    select pair_no, week, sum(lines) AS lines, count(patient_no) AS cases from answer group by pair_no, week
),
series as (
    select pair_no, family, row_number() over (order by pair_no, family) AS series_no
    from (select distinct pair_no, family from refusal)
),
resting as (   -- patients answered within four weeks of a refusal: no cases
    select distinct r.pair_no, r.family, a.week, a.patient_no
    from answer AS a
    join refusal AS r
        on a.pair_no = r.pair_no and a.patient_no = r.patient_no and a.week > r.week and a.week <= r.week + 28
),
rested as (
    select pair_no, family, week, count(*) AS cases from resting group by pair_no, family, week
),
fresh as (
    select r.pair_no, r.family, r.week, sum(r.lines) AS denied, count(*) filter (where q.week is null) AS refused
    from refusal AS r
    left join resting AS q on q.pair_no = r.pair_no and q.family = r.family and q.week = r.week and q.patient_no = r.patient_no
    group by r.pair_no, r.family, r.week
)
select s.series_no, p.payer, p.cpt, s.family, t.week, cast(t.lines AS bigint) AS lines,
    cast(coalesce(f.denied, 0) AS bigint) AS denied, cast(t.cases - coalesce(q.cases, 0) AS bigint) AS cases,
    cast(coalesce(f.refused, 0) AS bigint) AS refused
from series AS s
join pair AS p on p.pair_no = s.pair_no
join total AS t on t.pair_no = s.pair_no
left join rested AS q on q.pair_no = s.pair_no and q.family = s.family and q.week = t.week
left join fresh AS f on f.pair_no = s.pair_no and f.family = s.family and f.week = t.week
order by s.series_no, t.week
