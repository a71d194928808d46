-- one row per denied line episode (and per line the payer left wholly to the patient): why it happened and what to do now
-- key: episode_key; claim_ref: the claim (practice, patient, claim id or @day, and the payer where one id holds several payers'
-- lines), the same after every rebuild and every new load
-- inputs: episode, service_line, line_value, modifier_gap, denial_reason, denial_cause, denial_rule, therapy_code
-- step: per patient
-- rule: why it happened (family, cause, category, preventable, owner) is read from the first answer; what to do now (cause_now, way,
-- next_step, letter) from the last one that denied, and once an appeal was turned down from that answer (upheld_carc). The line's own
-- evidence stands before the codes: the modifier it lacks under the rule the reason speaks of (gap_rule, gap_modifier), KX or a notice
-- to the patient on it. A pair without its 59 stays "bundled", the payer's own word for it.
with denied as (   -- no list goes through a join (decision 0006, speed)
    select e.* exclude (modifiers, first_remarks, last_remarks), v.claimed AS expected, v.price_basis, v.assistant_cut,
        key_part(e.practice) || '|' || key_part(e.patient_id) || '|' || case when e.claim_id is null then '@' || e.dos else key_part(e.claim_id) end
            AS claim_ref,
        array_to_string(e.modifiers, ' ') AS modifiers,
        -- with KX the threshold was no reason; with GA, GX or GY the patient was told and owes it
        coalesce(list_has_any(e.modifiers, ['KX', 'GA', 'GX', 'GY']), false) AS is_past_kx,
        e.modifiers is not null and not list_has_any(e.modifiers, ['GP', 'GO', 'GN']) AS lacks_discipline,
        coalesce(array_to_string(e.first_remarks, ' '), '') AS first_rarc, coalesce(array_to_string(e.last_remarks, ' '), '') AS last_rarc,
        e.outcome in ('denied', 'patient_billed') AS is_denied_now,
        e.outcome = 'denied' and coalesce(e.upheld_on >= e.last_date, false) AS is_upheld
    from episode AS e
    left join line_value AS v on v.episode_key = e.episode_key
    where e.first_outcome in ('denied', 'patient_billed') and not e.is_void
),
several_payers as (   -- an account number, or a day without a claim id, may stand for claims to several payers
    select practice, patient_id, claim_id, dos, true AS is_several
    from (
        select practice, patient_id, claim_id, case when claim_id is null then dos end AS dos, payer_no
        from episode
        where patient_no in (select patient_no from denied)
        group by all
    )
    group by practice, patient_id, claim_id, dos
    having count(*) > 1
),
keyed as (   -- the answer that says what to do now: the last that denied, else the first
    select d.* exclude (claim_ref), d.claim_ref || case when s.is_several then '|' || key_part(d.payer) else '' end AS claim_ref,
        reason_key(first_group, first_carc, first_rarc, payer_class, first_date) AS first_key,
        case when is_denied_now then reason_key(last_group, last_carc, last_rarc, payer_class, last_date) end AS last_key
    from denied AS d
    left join several_payers AS s on s.practice is not distinct from d.practice and s.patient_id is not distinct from d.patient_id
        and s.claim_id is not distinct from d.claim_id and s.dos is not distinct from case when d.claim_id is null then d.dos end
),
gap as (   -- of several rules a line breaks the one that says most: a missing modifier, then a wrong one
    select episode_key, arg_min(struct_pack(rule_id, modifier, verdict, explanation, citation),
        (case verdict when 'missing' then 0 when 'wrong' then 1 else 2 end, trust, rule_id)) AS said
    from (
        select episode_key, rule_id, modifier, verdict, explanation, citation, trust
        from modifier_gap
        where is_denied_for_it and episode_key is not null
        union all   -- of two codes never paid together either may be the one refused
        select s.episode_key, g.rule_id, g.modifier, g.verdict, g.explanation, g.citation, g.trust
        from modifier_gap AS g
        join service_line AS s on s.line_key = g.related_line_key
        where g.verdict = 'never_together' and g.outcome = 'paid' and g.related_outcome = 'denied'
    )
    group by episode_key
),
turned_down as (   -- what to do after an appeal in vain
    select r.carc, arg_min(struct_pack(way := coalesce(r.way, c.way), recoverable := coalesce(r.recoverable, c.recoverable),
        next_step := coalesce(r.next_step, c.next_step), letter := coalesce(r.letter, c.letter)), r.rule_no) AS now
    from denial_rule AS r
    join denial_cause AS c on c.cause = r.cause
    where r.rarc is null and r.group_codes is null and r.payer_class is null
        and r.carc in (select upheld_carc from episode where upheld_carc is not null)
    group by r.carc
),
read as (
    select d.*, g.said.rule_id AS gap_rule, g.said.modifier AS gap_modifier, g.said.verdict AS gap_verdict,
        g.said.explanation AS gap_explanation, g.said.citation AS gap_citation,
        -- of a later denial for another reason the first one's gap tells nothing
        case when not d.is_denied_now or (d.last_carc is not distinct from d.first_carc and d.last_rarc = d.first_rarc)
            then g.said.verdict end AS gap_now,
        f.cause AS said_cause, f.category AS said_category, f.classified_by, f.label AS said_label,
        coalesce(l.cause, f.cause) AS said_now, coalesce(l.bars_appeal, f.bars_appeal) AS bars_appeal,
        coalesce(l.way, f.way) AS said_way, coalesce(l.recoverable, f.recoverable) AS said_recoverable,
        coalesce(l.next_step, f.next_step) AS said_step, coalesce(l.letter, f.letter) AS said_letter,
        f.preventable AS said_preventable, f.owner AS said_owner,
        case when l.reason_key is null then f.patient_stop else l.patient_stop end AS said_stop,
        coalesce(t.therapy = 'always' and d.lacks_discipline, false) AS lacks_discipline_modifier,
        -- an unprocessable claim is sent anew, on the filing clock
        strpos(case when l.reason_key is null then d.first_rarc else d.last_rarc end, 'MA130') > 0 AS is_unprocessable
    from keyed AS d
    left join denial_reason AS f on f.reason_key = d.first_key
    left join denial_reason AS l on l.reason_key = d.last_key
    left join gap AS g on g.episode_key = d.episode_key
    left join therapy_code AS t on t.hcpcs = d.cpt
),
caused as (
    select *,
        case
            when gap_verdict = 'missing' and gap_modifier = '59' then 'pair_without_59'
            when gap_verdict = 'missing' and gap_modifier = 'KX' then 'threshold_without_kx'
            when gap_verdict = 'missing' then 'missing_modifier'
            when first_carc = '4' and lacks_discipline_modifier then 'missing_modifier'
            when said_cause = 'threshold_without_kx' and is_past_kx then 'benefit_used_up'
            else said_cause end AS cause,
        case
            when gap_now = 'missing' and gap_modifier = '59' then 'pair_without_59'
            when gap_now = 'missing' and gap_modifier = 'KX' then 'threshold_without_kx'
            when gap_now = 'missing' then 'missing_modifier'
            when first_carc = '4' and coalesce(last_carc, '4') = '4' and lacks_discipline_modifier then 'missing_modifier'
            when said_now = 'threshold_without_kx' and is_past_kx then 'benefit_used_up'
            else said_now end AS cause_now
    from read
)
-- an appeal in vain first; where the line tells more than the codes, the cause it tells; else the reading of the codes
select d.* exclude (cause, cause_now), coalesce(d.cause, 'unknown_code') AS cause, coalesce(c.family, 'unclassified') AS family,
    case when d.gap_verdict = 'missing' and d.gap_modifier <> '59' then 'missing_modifier'
        else coalesce(case when d.cause = d.said_cause then d.said_category end, c.category, 'other_denial') end AS category,
    case when d.gap_verdict = 'missing' then d.gap_modifier || ' is missing'
            || case when d.cause = d.said_cause then '' else ': ' || coalesce(d.said_label, 'reason code not in our list') end
        when d.gap_verdict in ('wrong', 'contradiction', 'never_together') then 'modifier rule not kept: ' || d.said_label
        else coalesce(case when d.cause = d.said_cause then d.said_label else c.label end, 'reason code not in our list') end
        AS root_cause,
    case when d.cause = d.said_cause then d.said_preventable else c.preventable end AS preventable,
    case when d.cause = d.said_cause then d.said_owner else c.owner end AS owner,
    case
        when d.is_upheld then u.now.way
        when d.gap_now = 'never_together' then 'none'
        when d.cause_now = d.said_now then d.said_way
        when d.bars_appeal and n.way = 'appeal' then 'corrected_claim'
        else n.way end AS way,
    case
        when d.is_upheld then u.now.recoverable
        when d.gap_now = 'missing' then 'yes'
        when d.gap_now = 'never_together' then 'no'
        when d.cause_now = d.said_now then d.said_recoverable
        else n.recoverable end AS can_recover,
    case when d.is_upheld then u.now.next_step
        when d.gap_now = 'missing' and d.is_unprocessable
            then 'Add ' || d.gap_modifier || ' and send the claim as a new one: it was never decided.'
        when d.gap_now = 'missing' then 'Add ' || d.gap_modifier || ' and send a corrected claim.'
        when d.gap_now = 'never_together' then 'The two codes are never paid together: nothing to send.'
        when d.cause_now = d.said_now then d.said_step else n.next_step end AS next_step,
    coalesce(d.cause_now, 'unknown_code') AS cause_now, coalesce(n.family, 'unclassified') AS family_now,
    coalesce(n.category, 'other_denial') AS category_now,
    case when d.is_upheld then u.now.letter when d.cause_now = d.said_now then d.said_letter else n.letter end AS letter,
    case when d.said_now = 'threshold_without_kx' and d.is_past_kx then null else d.said_stop end AS stop_now
from caused AS d
left join denial_cause AS c on c.cause = d.cause
left join denial_cause AS n on n.cause = d.cause_now
left join turned_down AS u on d.is_upheld and u.carc = d.upheld_carc
