-- one row per denied line episode (and per line the payer left wholly to the patient, status patient_billed)
-- key: episode_key; claim_ref: the claim (practice, patient, claim id or @day, and the payer where one id holds several payers'
-- lines), the same after every rebuild and every new load
-- inputs: episode, service_line, line_value, modifier_gap, denial_reason, denial_cause, denial_rule, therapy_code, payer_day, setting
-- step: per patient
-- expected: what was both billed and supported by the minutes.
-- rule: denied = the first adjudication was. Why it happened (family, cause, root_cause, category, preventable, owner) is read from
-- the first answer, what to do now (way, next_step, letter, deadline) from the last one that denied, and once an appeal was turned
-- down from that answer (upheld_carc). The line's own evidence stands
-- before the codes: the modifier it lacks under the rule the reason speaks of (gap_rule, gap_modifier); a pair without its 59 stays
-- "bundled", the payer's own word for it. recovered = what was allowed later. recoverable = what is still open and can still be
-- worked on the as-of day; a deadline nobody knows is null and does not make money unrecoverable.
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
        coalesce(first_group, '') || '|' || coalesce(first_carc, '') || '|' || first_rarc || '|' || coalesce(payer_class, '') || '|'
            || coalesce(cast(first_date AS varchar), '') AS first_key,
        case when is_denied_now
            then coalesce(last_group, '') || '|' || coalesce(last_carc, '') || '|' || last_rarc || '|' || coalesce(payer_class, '') || '|'
                || coalesce(cast(last_date AS varchar), '') end AS last_key
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
clock as (
    select rule_payer_no, dos, appeal_days, timely_filing_days, corrected_claim_days,
        coalesce(list_contains(assumed, 'appeal_days'), false) AS is_appeal_assumed,
        coalesce(list_contains(assumed, 'timely_filing_days'), false) AS is_filing_assumed,
        coalesce(list_contains(assumed, 'corrected_claim_days'), false) AS is_corrected_assumed
    from payer_day
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
        f.cause AS said_cause, f.category AS said_category, f.classified_by, f.label AS said_label,
        coalesce(l.cause, f.cause) AS said_now, coalesce(l.bars_appeal, f.bars_appeal) AS bars_appeal,
        coalesce(l.way, f.way) AS said_way, coalesce(l.recoverable, f.recoverable) AS said_recoverable,
        coalesce(l.next_step, f.next_step) AS said_step, coalesce(l.letter, f.letter) AS said_letter,
        f.preventable AS said_preventable, f.owner AS said_owner, f.family AS said_family,
        case when l.reason_key is null then f.patient_stop else l.patient_stop end AS said_stop,
        coalesce(t.therapy = 'always' and d.lacks_discipline, false) AS lacks_discipline_modifier,
        v.appeal_days, v.is_appeal_assumed, v.timely_filing_days, v.is_filing_assumed, v.corrected_claim_days, v.is_corrected_assumed,
        -- an unprocessable claim is sent anew, on the filing clock
        strpos(case when l.reason_key is null then d.first_rarc else d.last_rarc end, 'MA130') > 0 AS is_unprocessable
    from keyed AS d
    left join denial_reason AS f on f.reason_key = d.first_key
    left join denial_reason AS l on l.reason_key = d.last_key
    left join gap AS g on g.episode_key = d.episode_key
    left join therapy_code AS t on t.hcpcs = d.cpt
    left join clock AS v on v.rule_payer_no = d.rule_payer_no and v.dos = d.dos
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
            when gap_verdict = 'missing' and gap_modifier = '59' then 'pair_without_59'
            when gap_verdict = 'missing' and gap_modifier = 'KX' then 'threshold_without_kx'
            when gap_verdict = 'missing' then 'missing_modifier'
            when first_carc = '4' and coalesce(last_carc, '4') = '4' and lacks_discipline_modifier then 'missing_modifier'
            when said_now = 'threshold_without_kx' and is_past_kx then 'benefit_used_up'
            else said_now end AS cause_now
    from read
),
explained as (   -- an appeal in vain first; where the line tells more than the codes, the cause it tells; else the reading of the codes
    select d.*, c.family AS family, c.label AS cause_label, c.category AS cause_category,
        case when d.cause = d.said_cause then d.said_preventable else c.preventable end AS preventable,
        case when d.cause = d.said_cause then d.said_owner else c.owner end AS owner,
        case
            when d.is_upheld then u.now.way
            when d.gap_verdict = 'never_together' then 'none'
            when d.cause_now = d.said_now then d.said_way
            when d.bars_appeal and n.way = 'appeal' then 'corrected_claim'
            else n.way end AS way,
        case
            when d.is_upheld then u.now.recoverable
            when d.gap_verdict = 'missing' then 'yes'
            when d.gap_verdict = 'never_together' then 'no'
            when d.cause_now = d.said_now then d.said_recoverable
            else n.recoverable end AS can_recover,
        case when d.is_upheld then u.now.next_step
            when d.gap_verdict = 'missing' and d.is_unprocessable
                then 'Add ' || d.gap_modifier || ' and send the claim as a new one: it was never decided.'
            when d.gap_verdict = 'missing' then 'Add ' || d.gap_modifier || ' and send a corrected claim.'
            when d.gap_verdict = 'never_together' then 'The two codes are never paid together: nothing to send.'
            when d.cause_now = d.said_now then d.said_step else n.next_step end AS next_step,
        n.family AS family_now, n.category AS category_now,
        case when d.is_upheld then u.now.letter when d.cause_now = d.said_now then d.said_letter else n.letter end AS letter
    from caused AS d
    left join denial_cause AS c on c.cause = d.cause
    left join denial_cause AS n on n.cause = d.cause_now
    left join turned_down AS u on d.is_upheld and u.carc = d.upheld_carc
),
settled as (
    select *,
        case
            when first_outcome = 'patient_billed' then 'patient_billed'
            when outcome = 'patient_billed' or (outcome = 'denied' and payer_class = 'self_pay') then 'patient_billed'
            when outcome = 'paid' and allowed >= coalesce(expected - assistant_cut, allowed) then 'recovered'
            when outcome = 'paid' then 'partly_recovered'
            when outcome = 'denied' and written_off >= charge and charge > 0 then 'written_off'
            else 'open' end AS status,
        cast(case when first_outcome = 'denied' and outcome = 'paid' then allowed else 0 end AS decimal(12, 2)) AS recovered,
        case when is_denied_now then last_date else first_date end AS last_denied,
        case when is_upheld then upheld_on when is_denied_now then last_date else first_date end AS decided_on,
        -- what can be mended with the payer was left to the patient by mistake
        first_outcome = 'patient_billed' and outcome <> 'paid'
            and (coalesce(gap_verdict = 'missing', false) or cause_now = 'threshold_without_kx') AS is_left_wrongly,
        case
            when coalesce(can_recover, 'maybe') not in ('yes', 'maybe', 'appeal') then null
            -- proof of timely filing asks for a decision anew, as an appeal does
            when way in ('appeal', 'proof') then 'appeal'
            when is_unprocessable then 'timely filing'
            -- records, a call or an enrolment are followed by the one or the other: the later day is the last
            when way in ('documents', 'call', 'enrolment') and not coalesce(bars_appeal, false)
                and coalesce(decided_on + cast(appeal_days AS integer) > dos + cast(coalesce(corrected_claim_days, timely_filing_days) AS integer),
                    coalesce(corrected_claim_days, timely_filing_days) is null) then 'appeal'
            when corrected_claim_days is null then 'timely filing'
            else 'corrected claim' end AS deadline_basis
    from explained
),
dated as (
    select *, decided_on + cast(appeal_days AS integer) AS appeal_deadline,
        case deadline_basis
            when 'appeal' then decided_on + cast(appeal_days AS integer)
            when 'corrected claim' then dos + cast(corrected_claim_days AS integer)
            when 'timely filing' then dos + cast(timely_filing_days AS integer) end AS deadline,
        case deadline_basis when 'appeal' then is_appeal_assumed when 'corrected claim' then is_corrected_assumed
            when 'timely filing' then is_filing_assumed end AS deadline_is_assumed,
        -- what an assistant's line lawfully lost on its recovery is not open
        -- a self payer's line is owed by nobody else
        cast(case when payer_class = 'self_pay' then 0 when expected is not null
            then greatest(expected - recovered - case when recovered > 0 then assistant_cut else 0 end
                -- a copay taken before the refusal is not lost with it
                - case when outcome = 'denied' then greatest(patient_paid, 0) else 0 end, 0) end AS decimal(12, 2))
            AS left_open
    from settled
)
select d.episode_key, d.claim_ref, d.file_id, d.sheet, d.row_no, d.practice, d.location, d.patient_id, d.provider,
    d.claim_id, d.line_no, d.payer, d.payer_no, d.dos, d.cpt, d.modifiers, d.first_charge AS charge, d.expected, d.price_basis,
    d.first_date AS first_denied, d.first_group AS group_code, d.first_carc AS carc, d.first_rarc AS rarc,
    d.last_denied, case when d.is_denied_now then d.last_group else d.first_group end AS last_group,
    case when d.is_denied_now then d.last_carc else d.first_carc end AS last_carc,
    case when d.is_denied_now then d.last_rarc else d.first_rarc end AS last_rarc, d.upheld_on,
    coalesce(d.family, 'unclassified') AS family, coalesce(d.cause, 'unknown_code') AS cause, d.classified_by,
    case when d.gap_verdict = 'missing' and d.gap_modifier <> '59' then 'missing_modifier'
        else coalesce(case when d.cause = d.said_cause then d.said_category end, d.cause_category, 'other_denial') end AS category,
    case when d.gap_verdict = 'missing' then d.gap_modifier || ' is missing'
            || case when d.cause = d.said_cause then '' else ': ' || coalesce(d.said_label, 'reason code not in our list') end
        when d.gap_verdict in ('wrong', 'contradiction', 'never_together') then 'modifier rule not kept: ' || d.said_label
        else coalesce(case when d.cause = d.said_cause then d.said_label else d.cause_label end, 'reason code not in our list') end
        AS root_cause,
    d.gap_rule, d.gap_modifier, d.gap_verdict, d.gap_explanation, d.gap_citation,
    d.preventable, d.owner, d.status, d.outcome, d.recovered, d.can_recover, d.way, d.letter, coalesce(d.bars_appeal, false) AS bars_appeal,
    cast(case
        when d.status not in ('open', 'partly_recovered', 'written_off') and not d.is_left_wrongly then 0
        when coalesce(d.can_recover, 'maybe') not in ('yes', 'appeal', 'maybe') then 0
        when d.deadline < s.as_of then 0
        when d.expected is null then null
        else d.left_open end AS decimal(12, 2)) AS recoverable, d.left_open,
    d.appeal_deadline, d.deadline, d.deadline_basis, coalesce(d.deadline_is_assumed, false) and d.deadline is not null AS deadline_is_assumed,
    case when d.status = 'patient_billed' and not (d.said_now = 'threshold_without_kx' and d.is_past_kx) then d.said_stop end AS patient_stop,
    coalesce(d.cause_now, 'unknown_code') AS cause_now, coalesce(d.family_now, 'unclassified') AS family_now,
    coalesce(d.category_now, 'other_denial') AS category_now, d.next_step, d.is_left_wrongly, d.first_outcome = 'denied' AS is_denial
from dated AS d
cross join setting AS s
