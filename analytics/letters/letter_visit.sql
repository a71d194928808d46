-- one row per timed code of a visit that a letter speaks of: its minutes and its units, and between which minutes those lie
-- key: claim_ref, visit_key, cpt
-- inputs: denial, episode, billed_line, visit_code, unit_code, visit, therapy_code
-- $episodes: of the lines that letter_claim has in a letter. total, total_units, total_from, total_to: of the visit, by the total-time count;
-- code_from, code_to: of the code, where each code is counted alone. rule: cms, ama, strict15, per_visit, unknown.
-- rule: Pub 100-04 chapter 5 section 20.2.C: 8 to 22 minutes are 1 unit, and each further 15 one more; a code alone goes by the same
-- steps (AMA midpoint). A visit with a code whose minutes nobody wrote, and no total, has none: nothing is guessed.
with spoken as (
    select distinct d.claim_ref, b.visit_key, b.dos
    from denial AS d
    join episode AS e on e.episode_key = d.episode_key
    join billed_line AS b on b.line_key = e.latest_key
    where d.episode_key in (select unnest(cast($episodes AS bigint[])))
),
code as (
    select s.claim_ref, s.visit_key, s.dos, u.cpt, u.minutes, u.units_billed, u.units_correct, u.rule, v.verdict,
        case when count(u.minutes) over visit = count(*) over visit then sum(u.minutes) over visit
            else max(u.total_minutes) over visit end AS total,
        sum(u.units_billed) over visit AS total_billed,
        case when count(u.units_correct) over visit = count(*) over visit then sum(u.units_correct) over visit end AS total_correct
    from spoken AS s
    join unit_code AS u on u.visit_key = s.visit_key
    join visit AS v on v.visit_key = s.visit_key
    window visit as (partition by s.claim_ref, s.visit_key)
),
counted as (
    select *, case when total < 8 then 0 else floor((total + 7) / 15) end AS counted
    from code
)
select c.claim_ref, cast(c.visit_key AS varchar) AS visit_key, c.dos, c.cpt, t.label, plain(c.minutes) AS minutes, plain(c.units_billed) AS units_billed,
    plain(c.units_correct) AS units_correct, c.rule, c.verdict,
    plain(c.total) AS total, plain(c.total_billed) AS total_billed, plain(c.total_correct) AS total_correct,
    cast(cast(c.counted AS integer) AS varchar) AS total_units,
    cast(cast(case when c.counted = 0 then 0 else c.counted * 15 - 7 end AS integer) AS varchar) AS total_from,
    cast(cast(c.counted * 15 + 7 AS integer) AS varchar) AS total_to,
    cast(cast(case when c.minutes < 8 then 0 else floor((c.minutes + 7) / 15) * 15 - 7 end AS integer) AS varchar) AS code_from,
    cast(cast(case when c.minutes < 8 then 7 else floor((c.minutes + 7) / 15) * 15 + 7 end AS integer) AS varchar) AS code_to,
    coalesce(c.total_billed > c.total_correct, false) AS is_overbilled,
    coalesce(c.total_billed < c.total_correct, false) AS is_underbilled
from counted AS c
left join therapy_code AS t on t.hcpcs = c.cpt
order by c.claim_ref, c.dos, c.visit_key, c.minutes desc nulls last, c.cpt
