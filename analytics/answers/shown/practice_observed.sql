-- one row per payer, the rules it follows and question of modifiers: lines with it and without it, and how many were denied
-- key: payer, rule_payer, question
-- inputs: episode, billed_line, payer, payer_version, therapy_code, threshold_line, pair_edit, modifier_denial
-- question: discipline_modifier (always-therapy codes), assistant_modifier (lines an assistant rendered), kx (lines past the
-- threshold where that is known, else always-therapy codes), distinct_modifiers (the second line of a CMS pair in force that a
-- modifier may separate; with: the modifier stands on either line, before 2019-07-01 on the second one).
-- lines: as first billed, with a first answer that decides; not those billed as not covered (GA, GX, GY, GZ) or of a file without
-- a column of modifiers. denied: the first answer, for whatever reason, or one that leaves it to the patient and speaks of the
-- modifier (KX: PR 119). spoken: of these the ones whose reason speaks of the modifier (modifier_denial).
-- value: the rule in force on the last day of these lines; since: the day it began to hold, where another held on an earlier one
-- of these days, whose lines are left out. days: patients' days among the denied lines of codes sent both ways, as a whole day
-- is often denied at once. from_day: the day from which a change would override that version. codes: the same counts of each code.
-- Lists of a rule are made plain before any join; lines are counted by their modifiers first, of which there are few.
with said as (
    select payer AS rule_payer, class, is_default, effective_from, effective_to, 'discipline_modifier' AS question,
        discipline_modifier AS value, stated(key_sources, 'discipline_modifier') AS told,
        list_contains(assumed, 'discipline_modifier') AS is_assumed
    from payer_version
    union all
    select payer, class, is_default, effective_from, effective_to, 'assistant_modifier', assistant_modifier,
        stated(key_sources, 'assistant_modifier'), list_contains(assumed, 'assistant_modifier')
    from payer_version
    union all
    select payer, class, is_default, effective_from, effective_to, 'kx', case when kx then 'yes' else 'no' end,
        stated(key_sources, 'kx'), list_contains(assumed, 'kx')
    from payer_version
    union all
    select payer, class, is_default, effective_from, effective_to, 'distinct_modifiers',
        case when ncci = 'none' then 'no_edits' when len(distinct_modifiers) = 0 then 'no_modifier' else 'required' end,
        stated(key_sources, case when ncci = 'none' or len(distinct_modifiers) > 0 then 'ncci' else 'distinct_modifiers' end),
        list_contains(assumed, case when ncci = 'none' or len(distinct_modifiers) > 0 then 'ncci' else 'distinct_modifiers' end)
    from payer_version
),
rule as (
    select f.rule_payer_no, s.* exclude (told), s.told.source AS source, s.told.verified AS verified
    from said AS s
    join (select distinct rule_payer_no, rule_payer from payer) AS f on f.rule_payer = s.rule_payer
),
answered as not materialized (   -- its lists would be copied for every reader
    select episode_key, payer_no, rule_payer_no, payer, patient_no, dos, discipline, cpt, first_outcome, first_carc, first_remarks,
        modifiers, selected(cut_no, dos, submit_date, answer_date, $filter) AS is_chosen
    from episode
    where adjudications > 0 and not is_void and first_outcome not in ('duplicate', 'no_charge', 'prior_payer')
        and modifiers is not null and episode_key not in (select line_key from billed_line where not is_primary)
),
span as (
    select payer_no, rule_payer_no, any_value(payer) AS payer, min(dos) AS first_day, max(dos) AS last_day
    from answered
    where is_chosen
    group by payer_no, rule_payer_no
),
now as (
    select s.*, r.* exclude (rule_payer_no, effective_to)
    from span AS s
    join rule AS r on r.rule_payer_no = s.rule_payer_no and r.effective_from <= s.last_day
        and (r.effective_to is null or s.last_day < r.effective_to)
),
other as (   -- the days on which another value held before the last one
    select n.payer_no, n.rule_payer_no, n.question, max(r.effective_to) AS since
    from now AS n
    join rule AS r on r.rule_payer_no = n.rule_payer_no and r.question = n.question
        and r.effective_to > n.first_day and r.effective_to <= n.last_day and r.value <> n.value
    group by n.payer_no, n.rule_payer_no, n.question
),
start as (
    select s.payer_no, s.rule_payer_no,
        coalesce(max(o.since) filter (where o.question = 'discipline_modifier'), s.first_day) AS discipline_from,
        coalesce(max(o.since) filter (where o.question = 'assistant_modifier'), s.first_day) AS assistant_from,
        coalesce(max(o.since) filter (where o.question = 'kx'), s.first_day) AS kx_from,
        coalesce(max(o.since) filter (where o.question = 'distinct_modifiers'), s.first_day) AS distinct_from
    from span AS s
    left join other AS o on o.payer_no = s.payer_no and o.rule_payer_no = s.rule_payer_no
    group by s.payer_no, s.rule_payer_no, s.first_day
),
edit as (
    select column_1, column_2, certain_from, last_day
    from pair_edit
    where indicator = '1' and certain_from is not null and (last_day is null or last_day >= (select min(first_day) from span))
),
marked as (
    select *, list_has_any(modifiers, ['59', 'XE', 'XS', 'XP', 'XU']) AS has_it
    from answered
    where cpt in (select column_1 from edit union select column_2 from edit)
),
pair as (
    select t.episode_key, t.has_it or bool_and(f.has_it and t.dos >= date '2019-07-01') AS is_parted
    from (select * from marked where is_chosen and cpt in (select column_2 from edit)) AS t
    join (select * from marked where cpt in (select column_1 from edit)) AS f
        on f.patient_no = t.patient_no and f.dos = t.dos and f.payer_no = t.payer_no
        and f.discipline is not distinct from t.discipline
    join edit AS e on e.column_1 = f.cpt and e.column_2 = t.cpt and t.dos >= e.certain_from
        and (e.last_day is null or t.dos <= e.last_day)
    group by t.episode_key, t.has_it
),
counted as (   -- denied lines keep their patient's day
    select a.payer_no, a.rule_payer_no, a.cpt, a.modifiers, p.is_parted,
        a.episode_key in (select line_key from billed_line where is_assistant) AS is_assistant,
        a.episode_key in (select episode_key from threshold_line where is_over) AS is_over,
        a.dos >= s.discipline_from AS discipline_counts, a.dos >= s.assistant_from AS assistant_counts,
        a.dos >= s.kx_from AS kx_counts, a.dos >= s.distinct_from AS distinct_counts,
        a.first_outcome = 'denied' AS is_denied,
        case when a.first_outcome in ('denied', 'patient_billed') then a.first_carc end AS carc,
        case when a.first_outcome in ('denied', 'patient_billed') then array_to_string(a.first_remarks, ' ') end AS remarks,
        case when a.first_outcome in ('denied', 'patient_billed') then a.patient_no * 65536 + (a.dos - date '1970-01-01') end AS day,
        count(*) AS lines
    from answered AS a
    join start AS s on s.payer_no = a.payer_no and s.rule_payer_no = a.rule_payer_no
    left join pair AS p on p.episode_key = a.episode_key
    where a.is_chosen
    group by all
),
spoken as (   -- what the few combinations of reason and remarks say; a filter here would be tried on every line again
    select c.carc, c.remarks,
        bool_or(d.modifier in ('GP', 'GO', 'GN')) AS of_discipline, bool_or(d.modifier in ('CQ', 'CO')) AS of_assistant,
        bool_or(d.modifier = 'KX') AS of_kx, bool_or(d.modifier in ('59', 'XE', 'XS', 'XP', 'XU')) AS of_distinct
    from (select carc, remarks from counted group by carc, remarks) AS c
    join modifier_denial AS d
        on d.carc = c.carc and (d.rarc is null or contains(' ' || c.remarks || ' ', ' ' || d.rarc || ' '))
    group by c.carc, c.remarks
),
line as (
    select c.* exclude (modifiers, remarks), s.of_discipline, s.of_assistant, s.of_kx, s.of_distinct,
        list_has_any(c.modifiers, ['GP', 'GO', 'GN']) AS has_discipline, list_has_any(c.modifiers, ['CQ', 'CO']) AS has_assistant,
        list_contains(c.modifiers, 'KX') AS has_kx,
        c.cpt in (select hcpcs from therapy_code where therapy = 'always') AS is_therapy,
        c.rule_payer_no in (select rule_payer_no from threshold_line where threshold is not null) AS is_known
    from counted AS c
    left join spoken AS s on s.carc = c.carc and s.remarks = c.remarks
    where not list_has_any(c.modifiers, ['GA', 'GX', 'GY', 'GZ'])
),
side as (
    select 'discipline_modifier' AS question, has_discipline AS has_it, coalesce(of_discipline, false) AS is_spoken, *
    from line where is_therapy and discipline_counts
    union all
    select 'assistant_modifier', has_assistant, coalesce(of_assistant, false), * from line where is_assistant and assistant_counts
    union all
    select 'kx', has_kx, coalesce(of_kx, false), * from line where kx_counts and (is_over or is_therapy and not is_known)
    union all
    select 'distinct_modifiers', is_parted, coalesce(of_distinct, false), *
    from line where is_parted is not null and distinct_counts
),
code as (
    select payer_no, rule_payer_no, question, cpt,
        coalesce(sum(lines) filter (where has_it), 0) AS lines_with,
        coalesce(sum(lines) filter (where has_it and (is_denied or is_spoken)), 0) AS denied_with,
        coalesce(sum(lines) filter (where not has_it), 0) AS lines_without,
        coalesce(sum(lines) filter (where not has_it and (is_denied or is_spoken)), 0) AS denied_without,
        coalesce(sum(lines) filter (where has_it and is_spoken), 0) AS spoken_with,
        coalesce(sum(lines) filter (where not has_it and is_spoken), 0) AS spoken_without
    from side
    group by all
),
day as (
    select s.payer_no, s.rule_payer_no, s.question, count(distinct s.day) filter (where s.has_it) AS days_with,
        count(distinct s.day) filter (where not s.has_it) AS days_without
    from side AS s
    join code AS c on c.payer_no = s.payer_no and c.rule_payer_no = s.rule_payer_no and c.question = s.question and c.cpt = s.cpt
        and c.lines_with > 0 and c.lines_without > 0
    where s.is_denied or s.is_spoken
    group by s.payer_no, s.rule_payer_no, s.question
),
summed as (
    select payer_no, rule_payer_no, question, sum(lines_with) AS lines_with, sum(denied_with) AS denied_with,
        sum(lines_without) AS lines_without, sum(denied_without) AS denied_without, sum(spoken_with) AS spoken_with,
        sum(spoken_without) AS spoken_without,
        list(struct_pack(cpt, lines_with, denied_with, lines_without, denied_without, spoken_with, spoken_without) order by cpt)
            AS codes
    from code
    group by all
)
select n.payer, n.rule_payer, n.question, n.class, n.value, n.source, n.verified, n.is_assumed, n.is_default, o.since,
    greatest(n.first_day, n.effective_from, coalesce(o.since, n.first_day)) AS from_day, n.first_day, n.last_day,
    cast(s.lines_with AS bigint) AS lines_with, cast(s.denied_with AS bigint) AS denied_with,
    cast(s.lines_without AS bigint) AS lines_without, cast(s.denied_without AS bigint) AS denied_without,
    cast(s.spoken_with AS bigint) AS spoken_with, cast(s.spoken_without AS bigint) AS spoken_without,
    coalesce(d.days_with, 0) AS days_with, coalesce(d.days_without, 0) AS days_without, s.codes
from summed AS s
join now AS n on n.payer_no = s.payer_no and n.rule_payer_no = s.rule_payer_no and n.question = s.question
left join other AS o on o.payer_no = s.payer_no and o.rule_payer_no = s.rule_payer_no and o.question = s.question
left join day AS d on d.payer_no = s.payer_no and d.rule_payer_no = s.rule_payer_no and d.question = s.question
order by n.payer, n.rule_payer, n.question
