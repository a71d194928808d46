-- one row per denied line episode (and per line the payer left wholly to the patient, status patient_billed)
-- key: episode_key
-- inputs: episode, service_line, line_value, modifier_gap, carc, rarc_signal, therapy_code, payer_day, setting
-- step: per patient
-- expected: what was both billed and supported by the minutes.
-- rule: denied = the first adjudication was; category: the remark code or the line itself names a missing modifier, else the
-- reason code's category. gap_rule, gap_modifier: the modifier rule that the line breaks and that the reason speaks of; a pair
-- without its 59 stays "bundled", the payer's own word for it. recovered = what was allowed later. recoverable = what is still open and can still be worked on
-- the as-of day; a deadline nobody knows is null and does not make money unrecoverable.
with episode_priced as (
    select e.*, v.claimed AS expected, v.price_basis, v.assistant_cut
    from episode AS e
    left join line_value AS v on v.episode_key = e.episode_key
    where e.first_outcome in ('denied', 'patient_billed') and not e.is_void
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
explained as (
    select e.*, c.family, c.label AS label, c.preventable, c.owner, c.next_step,
        case when g.said.verdict = 'missing' then 'yes' when g.said.verdict = 'never_together' then 'no' else c.recoverable end
            AS can_recover,
        g.said.rule_id AS gap_rule, g.said.modifier AS gap_modifier, g.said.verdict AS gap_verdict,
        g.said.explanation AS gap_explanation, g.said.citation AS gap_citation,
        v.appeal_days, coalesce(v.corrected_claim_days, v.timely_filing_days) AS refile_days,
        case
            when exists (select 1 from rarc_signal AS r where r.signal = 'missing_modifier' and r.strength = 'strong'
                and list_contains(e.first_remarks, r.rarc)) then 'missing_modifier'
            when g.said.verdict = 'missing' and g.said.modifier <> '59' then 'missing_modifier'
            when e.first_carc = '4' and t.therapy = 'always' and e.modifiers is not null
                and not list_has_any(e.modifiers, ['GP', 'GO', 'GN']) then 'missing_modifier'
            else coalesce(c.category, 'other_denial') end AS category
    from episode_priced AS e
    left join carc AS c on c.carc = e.first_carc
    left join gap AS g on g.episode_key = e.episode_key
    left join therapy_code AS t on t.hcpcs = e.cpt
    left join payer_day AS v on v.rule_payer_no = e.rule_payer_no and v.dos = e.dos
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
        case when can_recover = 'appeal' then first_date + cast(appeal_days AS integer) end AS last_appeal_day,
        case when can_recover in ('yes', 'maybe') then dos + cast(refile_days AS integer) end AS last_refile_day
    from explained
),
dated as (
    select *, first_date + cast(appeal_days AS integer) AS appeal_deadline,
        coalesce(last_appeal_day, last_refile_day) AS deadline,
        -- what an assistant's line lawfully lost on its recovery is not open
        -- a self payer's line is owed by nobody else
        cast(case when payer_class = 'self_pay' then 0 when expected is not null
            then greatest(expected - recovered - case when recovered > 0 then assistant_cut else 0 end
                -- a copay taken before the refusal is not lost with it
                - case when outcome = 'denied' then greatest(patient_paid, 0) else 0 end, 0) end AS decimal(12, 2))
            AS left_open
    from settled
)
select d.episode_key, d.file_id, d.sheet, d.row_no, d.practice, d.location, d.patient_id, d.provider,
    d.claim_id, d.line_no, d.payer, d.payer_no, d.dos, d.cpt,
    array_to_string(d.modifiers, ' ') AS modifiers, d.first_charge AS charge, d.expected, d.price_basis,
    d.first_date AS first_denied, d.first_group AS group_code, d.first_carc AS carc,
    array_to_string(d.first_remarks, ' ') AS rarc, coalesce(d.family, 'unknown code') AS family, d.category,
    case when d.gap_verdict = 'missing' then d.gap_modifier || ' is missing: '
        else case when d.gap_verdict is not null then 'modifier rule not kept: ' else '' end end
        || coalesce(d.label, 'reason code not in our list') AS root_cause,
    d.gap_rule, d.gap_modifier, d.gap_verdict, d.gap_explanation, d.gap_citation,
    d.preventable, d.owner, d.status, d.outcome, d.recovered,
    cast(case
        when d.status not in ('open', 'partly_recovered', 'written_off')
            and not (d.status = 'patient_billed' and d.gap_verdict = 'missing' and d.outcome <> 'paid') then 0
        when coalesce(d.can_recover, 'maybe') not in ('yes', 'appeal', 'maybe') then 0
        when d.deadline < s.as_of then 0
        when d.expected is null then null
        else d.left_open end AS decimal(12, 2)) AS recoverable, d.left_open,
    d.appeal_deadline, d.deadline,
    case when d.gap_verdict = 'missing' then 'Add ' || d.gap_modifier || ' and send a corrected claim.'
        when d.gap_verdict = 'never_together' then 'The two codes are never paid together: nothing to send.'
        else d.next_step end AS next_step
from dated AS d
cross join setting AS s
