-- one row per line and rule of a modifier that it does not keep, doubtful cases left out, the dearest refusals first
-- key: line_key, rule_id, modifier, related_line_key
-- inputs: modifier_gap, episode, input_file
-- missing_line, missing_denied: 1 on one row of each line and modifier that it lacks, so that they add up to modifier_gaps.sql;
-- denied_missing, charge_missing, denied_other: what was refused for this gap, by its kind.
with gap as (
    select *,
        case verdict when 'missing' then 'missing' when 'superfluous' then 'unneeded' else 'wrong' end AS kind
    from modifier_gap
    where trust = 'finding' and selected(cut_no, dos, submit_date, answer_date, $filter)
),
numbered as (
    select *, row_number() over (partition by line_key, payer, modifier, kind
            order by is_denied_for_it desc, rule_id, related_line_key nulls first) AS place
    from gap
),
answered as (
    select episode_key, first_outcome, trim(coalesce(first_group || ' ', '') || coalesce(first_carc, '')) AS reason
    from episode
    where episode_key in (select episode_key from gap)
)
select g.line_key, g.patient_id, g.dos, g.payer, g.kind, g.modifier, g.rule_id, g.cpt, array_to_string(g.modifiers, ' ') AS modifiers,
    case when g.kind = 'missing' and g.place = 1 then 1 else 0 end AS missing_line,
    case when g.kind = 'missing' and g.place = 1 and g.is_denied_for_it then 1 else 0 end AS missing_denied,
    case when g.kind = 'missing' then g.denied_amount else 0 end AS denied_missing,
    case when g.kind = 'missing' then g.denied_charge else 0 end AS charge_missing,
    case when g.kind <> 'missing' then g.denied_amount else 0 end AS denied_other, g.at_stake,
    case
        when a.first_outcome is null then 'no answer yet'
        when a.first_outcome = 'paid' then 'paid'
        else trim(replace(a.first_outcome, '_', ' ') || ' ' || a.reason)
            || case when g.outcome = 'paid' then ', paid later' else '' end
    end AS answer,
    g.provider, g.claim_id, g.line_no, f.name AS file, g.row_no, g.explanation, g.citation
from numbered AS g
left join answered AS a on a.episode_key = g.episode_key
left join input_file AS f on f.file_id = g.file_id
order by g.denied_amount desc, g.is_denied_for_it desc, g.at_stake desc nulls last, g.dos, g.line_key, g.rule_id, g.modifier,
    g.related_line_key
