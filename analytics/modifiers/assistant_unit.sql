-- one row per visit and code of a payer that wants assistants named, where something is known of the assistant's part
-- key: visit_key, cpt; line_key = of its lines the one with most of the assistant
-- inputs: payer_day, service_line, billed_line, therapy_code, documented, minutes_row, credential, visit_code
-- step: per patient
-- source: 42 USC 1395m(v); Medicare Claims Processing Manual, Pub 100-04, ch. 5, section 20.1: CQ for a physical therapist
-- assistant (with GP), CO for an occupational therapy assistant (with GO); none exists for speech. Minutes treated together are
-- the therapist's.
-- rule for the units billed of a timed code: every full 15 minutes of the therapist is a unit without, every full 15 minutes of
-- the assistant one with the modifier. One unit left: without, if 8 of the remaining minutes are the therapist's; with, if 8
-- are the assistant's; else with, if the assistant has more than 10 % of them. Two left: one each. Other codes: with, if the
-- assistant has more than 10 % of all minutes.
-- units_least, units_most: what can be defended where no CMS example decides (doubt says why); both equal units_assistant
-- elsewhere. Of the two ways the manual counts 10 % (whole percents; a tenth of the minutes, rounded, plus one) either one
-- makes the modifier due.
-- minutes: the treatment-minutes file's where it names the code, else the billing line's own; a visit's documented total whose
-- assistant minutes are none or all of it tells the same of its codes. A row or line without assistant minutes whose provider
-- is an assistant is the assistant's alone; anyone else's is unknown (is_complete false: more may be the assistant's).
with asked as (
    select s.line_key, s.visit_key, s.cpt, b.discipline, t.unit_basis = 'timed_15' AS is_timed, s.units, s.modifiers, s.minutes,
        s.assistant_minutes, coalesce(b.is_assistant, false) and s.assistant_minutes is null AS is_wholly
    from service_line AS s
    join payer_day AS d on d.rule_payer_no = s.rule_payer_no and d.dos = s.dos and d.assistant_modifier = 'required'
    join billed_line AS b on b.line_key = s.line_key and b.discipline in ('GP', 'GO')
    join therapy_code AS t on t.hcpcs = s.cpt and t.therapy in ('always', 'sometimes')
    where s.units > 0
),
note as (
    select d.visit_key, d.cpt, sum(d.minutes) AS minutes, count(*) AS rows,
        sum(coalesce(d.assistant_minutes, case when c.is_assistant then d.minutes end)) AS alone,
        count(coalesce(d.assistant_minutes, case when c.is_assistant then d.minutes end)) AS known
    from documented AS d
    join minutes_row AS m on m.row_key = d.row_key
    left join credential AS c on c.provider_credential = m.provider_credential
    where d.cpt is not null
    group by d.visit_key, d.cpt
),
whole as (   -- a visit's own sum tells of its codes where it is nobody's or all of it
    select visit_key, sum(assistant_minutes) = 0 AS is_none, sum(assistant_minutes) = sum(total_timed_minutes) AS is_all
    from documented
    where cpt is null and assistant_minutes is not null and total_timed_minutes is not null
    group by visit_key
),
bill as (
    select visit_key, cpt, any_value(discipline) AS discipline, bool_and(is_timed) AS is_timed,
        arg_max(line_key, (is_wholly, coalesce(assistant_minutes, 0), -line_key)) AS line_key,
        count(*) AS lines, sum(units) AS units, count(modifiers) = count(*) AS has_modifiers,
        coalesce(sum(units) filter (where list_has_any(modifiers, ['CQ', 'CO'])), 0) AS units_marked,
        case when count(minutes) = count(*) then sum(minutes) end AS minutes,
        sum(coalesce(assistant_minutes, case when is_wholly then minutes end)) AS alone,
        count(coalesce(assistant_minutes, case when is_wholly then minutes end)) AS known,
        coalesce(sum(units) filter (where is_wholly), 0) AS units_wholly, bool_and(is_wholly) AS is_wholly
    from asked
    group by visit_key, cpt
),
joined as (
    select b.* exclude (minutes, alone, known), b.alone AS bill_alone, b.known = b.lines AS bill_is_complete,
        case when b.is_timed then v.minutes else coalesce(n.minutes, b.minutes) end AS minutes,
        coalesce(n.alone, case when w.is_none then 0 when w.is_all and b.is_timed then v.minutes end) AS note_alone,
        coalesce(n.known = n.rows, false) or (n.alone is null and w.visit_key is not null) AS note_is_complete
    from bill AS b
    left join note AS n on n.visit_key = b.visit_key and n.cpt = b.cpt
    left join whole AS w on w.visit_key = b.visit_key
    left join visit_code AS v on v.visit_key = b.visit_key and v.cpt = b.cpt and b.is_timed
    where n.alone is not null or w.is_none or w.is_all or b.alone is not null or b.units_wholly > 0
),
timed as (
    select * exclude (bill_alone, bill_is_complete, note_alone, note_is_complete),
        coalesce(note_alone, case when is_wholly then minutes end, bill_alone) AS assistant_minutes,
        case when note_alone is not null then note_is_complete else is_wholly or bill_is_complete end AS is_complete,
        case when note_alone is not null then 'file' when units_wholly > 0 then 'credential' else 'billing' end AS basis
    from joined
),
split as (
    select *, minutes - assistant_minutes AS therapist_minutes,
        floor((minutes - assistant_minutes) / 15) AS full_t, floor(assistant_minutes / 15) AS full_a,
        (minutes - assistant_minutes) % 15 AS rest_t, assistant_minutes % 15 AS rest_a,
        units - floor((minutes - assistant_minutes) / 15) - floor(assistant_minutes / 15) AS units_left
    from timed
),
doubted as (
    select *,
        case
            when assistant_minutes is null and units_wholly > 0 then null
            when assistant_minutes is null then 'no minutes of the assistant'
            when minutes is null and assistant_minutes > 0 then 'the minutes of the code are not documented'
            when assistant_minutes > minutes then 'more minutes of the assistant than of the code'
            when assistant_minutes = 0 or assistant_minutes = minutes then null
            when not is_timed then
                case when assistant_minutes * 10 > minutes and round(assistant_minutes * 100 / minutes) < 11
                    and assistant_minutes < round(minutes / 10) + 1
                    then 'more than 10 % of the minutes, but 10 in whole percents' end
            when units_left < 0 then 'fewer units billed than full quarter hours'
            when units_left > 2 or (units_left > 0 and rest_t + rest_a = 0) then 'more units billed than the minutes fill'
            when units_left = 2 and rest_t + rest_a < 23
                then 'two units left and fewer than 23 minutes for them: no CMS example'
        end AS doubt
    from split
),
decided as (
    select *,
        case
            when assistant_minutes is null and units_wholly > 0 then units_wholly
            when assistant_minutes = 0 then 0
            when minutes is null or assistant_minutes is null or assistant_minutes > minutes then null
            when assistant_minutes = minutes then units
            when not is_timed then case when assistant_minutes * 10 > minutes then units else 0 end
            when units_left < 0 then greatest(units - full_t, 0)
            when units_left = 1 then full_a + case
                when rest_t >= 8 then 0 when rest_a >= 8 then 1 when rest_a * 10 > rest_t + rest_a then 1 else 0 end
            when units_left = 0 or rest_a = 0 then full_a
            when rest_t = 0 then full_a + units_left
            else full_a + 1
        end AS answer
    from doubted
)
select visit_key, cpt, line_key, discipline, case discipline when 'GO' then 'CO' else 'CQ' end AS modifier, is_timed, basis,
    is_complete, has_modifiers, minutes, therapist_minutes, assistant_minutes, units, units_marked,
    cast(answer AS decimal(9, 2)) AS units_assistant, cast(units - answer AS decimal(9, 2)) AS units_therapist,
    cast(case when answer is null or doubt is null then answer when not is_timed then 0 when units_left < 0 then answer
        else full_a end AS decimal(9, 2)) AS units_least,
    cast(case when answer is null then null when not is_complete or (doubt is not null and not is_timed) then units
        when doubt is null then answer when units_left < 0 then least(units, full_a) else full_a + units_left end
        AS decimal(9, 2)) AS units_most,
    doubt
from decided
