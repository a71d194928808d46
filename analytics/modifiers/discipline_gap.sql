-- one row per line whose discipline modifier (GP, GO, GN) is missing, not wanted, doubled or that of another discipline
-- key: line_key
-- inputs: service_line, billed_line, payer_day, therapy_code
-- step: per patient
-- rule: GP, GO and GN name the plan of care a service belongs to. Always-therapy codes need one from every biller; a
-- sometimes-therapy code only when a therapist renders it or another line of the visit shows the plan. The first fault that
-- holds is told, the one that explains the others: not wanted at all, two at once, another than the code or the provider has.
-- A line of a file without a modifier column says nothing about its modifiers.
-- source: Pub 100-04 ch. 5 s. 20.1; CMS CR 10176 (codes of one discipline, from 2018); the payer's own rules
with line as (
    select s.line_key, s.episode_key, s.visit_key, s.cpt, s.dos, s.rule_payer_no, b.discipline, b.provider_discipline,
        list_contains(s.modifiers, 'GP') AS has_gp, list_contains(s.modifiers, 'GO') AS has_go,
        list_contains(s.modifiers, 'GN') AS has_gn
    from service_line AS s
    join billed_line AS b on b.line_key = s.line_key
    where b.is_primary and s.modifiers is not null and (b.units > 0 or b.charge > 0)
),
counted as (
    select *, cast(has_gp AS integer) + cast(has_go AS integer) + cast(has_gn AS integer) AS found,
        case when has_gp then 'GP' when has_go then 'GO' when has_gn then 'GN' end AS modifier
    from line
),
rule as (   -- what each payer says on each day, and where
    select rule_payer_no, dos, payer, discipline_modifier,
        list_contains(assumed, 'discipline_modifier') AS is_assumed,
        case class when 'medicare' then 'Pub 100-04 ch. 5 s. 20.1'
            else payer || ': ' || coalesce(
                stated(key_sources, 'discipline_modifier').source, source, 'no source given') end
            || case when list_contains(unverified, 'discipline_modifier') then ' (unverified)' else '' end AS payer_source
    from payer_day
),
judged as (
    select c.*, t.therapy, t.only_discipline, t.trust AS code_trust, coalesce(c.discipline, t.only_discipline) AS wanted,
        coalesce(t.only_discipline, c.provider_discipline) AS own,
        d.payer, d.payer_source, d.is_assumed,
        case
            when c.found = 0 and d.discipline_modifier = 'required' and t.therapy = 'always' then 'discipline_missing'
            when c.found = 0 and d.discipline_modifier = 'required' and t.therapy in ('sometimes', 'unknown')
                and t.hcpcs not in ('20560', '20561')   -- dry needling: whether it is covered comes before its modifier
                then 'discipline_perhaps'
            when c.found = 0 then null
            when d.discipline_modifier = 'rejected' then 'discipline_rejected'
            when c.found > 1 then 'discipline_twice'
            when t.only_discipline <> c.modifier then 'discipline_wrong_code'
            when c.provider_discipline <> c.modifier then 'discipline_wrong_provider'
            when not list_contains(string_split(t.disciplines, ' '), c.modifier) then 'discipline_unusual'
        end AS fault
    from counted AS c
    join rule AS d on d.rule_payer_no = c.rule_payer_no and d.dos = c.dos
    left join therapy_code AS t on t.hcpcs = c.cpt
),
planned as (   -- visits that another line shows to be under a therapy plan
    select visit_key from counted where found > 0 and visit_key in (select visit_key from judged where fault = 'discipline_perhaps')
    group by visit_key
),
gap as (
    select j.*, p.visit_key is not null AS is_planned,
        case when j.fault = 'discipline_perhaps' then 'discipline_missing'
            when j.fault = 'discipline_unusual' then 'discipline_wrong_code' else j.fault end AS rule_id,
        case   -- of two modifiers the one that neither code nor provider explains
            when j.found = 0 then coalesce(j.wanted, 'GP/GO/GN')
            when j.found < 2 then j.modifier
            when j.found = 2 and j.own = 'GP' and j.has_gp then case when j.has_go then 'GO' else 'GN' end
            when j.found = 2 and j.own = 'GO' and j.has_go then case when j.has_gp then 'GP' else 'GN' end
            when j.found = 2 and j.own = 'GN' and j.has_gn then case when j.has_gp then 'GP' else 'GO' end
            else concat_ws('/', case when j.has_gp then 'GP' end, case when j.has_go then 'GO' end, case when j.has_gn then 'GN' end)
        end AS named
    from judged AS j
    left join planned AS p on p.visit_key = j.visit_key
    where j.fault is not null
        and (j.fault <> 'discipline_perhaps' or j.provider_discipline is not null or p.visit_key is not null)
)
select line_key, episode_key, named AS modifier,
    case rule_id when 'discipline_missing' then 'missing' when 'discipline_rejected' then 'superfluous'
        when 'discipline_twice' then 'contradiction' else 'wrong' end AS verdict,
    rule_id, cast(null AS bigint) AS related_line_key,
    case
        when rule_id = 'discipline_missing' and (code_trust = 'low' or therapy = 'unknown') then 'hint'
        when rule_id = 'discipline_rejected' and is_assumed then 'hint'
        when fault = 'discipline_unusual' then 'hint'
        -- the code settles the discipline of its line, whoever rendered it
        when fault = 'discipline_wrong_provider' and only_discipline = modifier then 'hint'
        when fault = 'discipline_wrong_code' and dos < date '2018-01-01' then 'hint'
        else 'finding'
    end AS trust,
    cast(null AS decimal(12, 2)) AS at_stake,
    cpt || ' on ' || cast(dos AS varchar) || case
        when rule_id = 'discipline_missing' then ' carries none of GP, GO and GN; ' || payer || ' requires one on '
            || case when therapy = 'always' then 'every therapy code.'
                when provider_discipline is not null
                    then 'this code when a therapist renders it, and the provider''s credential is one of ' || provider_discipline || '.'
                else 'this code under a therapy plan, and another line of the visit carries one.' end
            || case when code_trust = 'low' or therapy = 'unknown'
                then ' Whether CMS lists the code as therapy was not verified.' else '' end
            || case when is_assumed then ' That is the default of its class, not its own text.' else '' end
        when fault = 'discipline_rejected'
            then ' carries ' || replace(named, '/', ' and ') || '; ' || payer || ' does not take GP, GO or GN.'
        when fault = 'discipline_twice' then ' carries more than one of GP, GO and GN; a service belongs to one plan of care'
            || case when own is not null then ', here ' || own || ' by '
                || case when only_discipline is not null then 'its code' else 'its provider''s credential' end else '' end || '.'
        when fault = 'discipline_wrong_code' then ' carries ' || modifier || '; the code belongs to ' || only_discipline || ' only.'
        when fault = 'discipline_wrong_provider'
            then ' carries ' || modifier || '; the provider''s credential is one of ' || provider_discipline
            || case when only_discipline = modifier then ', though the code itself belongs to ' || modifier || '.' else '.' end
        else ' carries ' || modifier || ', a discipline that does not usually bill this code.'
    end AS explanation,
    case
        when rule_id in ('discipline_missing', 'discipline_rejected') then payer_source
        when fault = 'discipline_wrong_code' and cpt in ('97161', '97162', '97163', '97164', '97165', '97166', '97167', '97168',
            '92521', '92522', '92523', '92524', '92597', '92607') then 'CMS CR 10176, from 2018-01-01'
        when rule_id = 'discipline_wrong_code' then 'disciplines of the therapy code list'
        else 'Pub 100-04 ch. 5 s. 20.1'
    end AS citation
from gap
