-- one row per denied line episode (and per line the payer left wholly to the patient, status patient_billed)
-- key: episode_key
-- inputs: episode, line_value, carc, rarc_signal, therapy_code, payer_version, setting
-- step: per patient
-- expected: what was both billed and supported by the minutes.
-- rule: denied = the first adjudication was; category: the remark code or the line itself names a missing modifier, else the
-- reason code's category. recovered = what was allowed later. recoverable = what is still open and can still be worked on
-- the as-of day; a deadline nobody knows is null and does not make money unrecoverable.
with episode_priced as (
    select e.*, v.claimed AS expected, v.price_basis
    from episode AS e
    left join line_value AS v on v.episode_key = e.episode_key
    where e.first_outcome in ('denied', 'patient_billed') and not e.is_void
),
explained as (
    select e.*, c.family, c.label AS root_cause, c.preventable, c.owner, c.next_step, c.recoverable AS can_recover,
        v.appeal_days, coalesce(v.corrected_claim_days, v.timely_filing_days) AS refile_days,
        case
            when exists (select 1 from rarc_signal AS r where r.signal = 'missing_modifier' and r.strength = 'strong'
                and list_contains(e.first_remarks, r.rarc)) then 'missing_modifier'
            when e.first_carc = '4' and t.therapy = 'always' and e.modifiers is not null
                and not list_has_any(e.modifiers, ['GP', 'GO', 'GN']) then 'missing_modifier'
            else coalesce(c.category, 'other_denial') end AS category
    from episode_priced AS e
    left join carc AS c on c.carc = e.first_carc
    left join therapy_code AS t on t.hcpcs = e.cpt
    left join payer_version AS v on v.rule_key = e.rule_key
),
settled as (
    select *,
        case
            when first_outcome = 'patient_billed' then 'patient_billed'
            when outcome = 'patient_billed' then 'patient_billed'
            when outcome = 'paid' and allowed >= coalesce(expected, allowed) then 'recovered'
            when outcome = 'paid' then 'partly_recovered'
            else 'open' end AS status,
        cast(case when first_outcome = 'denied' and outcome = 'paid' then allowed else 0 end AS decimal(12, 2)) AS recovered,
        case when can_recover = 'appeal' then first_date + cast(appeal_days AS integer) end AS last_appeal_day,
        case when can_recover in ('yes', 'maybe') then dos + cast(refile_days AS integer) end AS last_refile_day
    from explained
),
dated as (
    select *, first_date + cast(appeal_days AS integer) AS appeal_deadline,
        coalesce(last_appeal_day, last_refile_day) AS deadline
    from settled
)
select d.episode_key, d.file_id, d.sheet, d.row_no, d.practice, d.location, d.patient_id, d.provider,
    d.claim_id, d.line_no, d.payer, d.payer_no, d.dos, d.cpt,
    array_to_string(d.modifiers, ' ') AS modifiers, d.first_charge AS charge, d.expected, d.price_basis,
    d.first_date AS first_denied, d.first_group AS group_code, d.first_carc AS carc,
    array_to_string(d.first_remarks, ' ') AS rarc, coalesce(d.family, 'unknown code') AS family, d.category,
    coalesce(d.root_cause, 'reason code not in our list') AS root_cause, d.preventable, d.owner, d.status, d.recovered,
    cast(case
        when d.status not in ('open', 'partly_recovered') then 0
        when coalesce(d.can_recover, 'maybe') not in ('yes', 'appeal', 'maybe') then 0
        when d.deadline < s.as_of then 0
        when d.expected is null then null
        else greatest(d.expected - d.recovered, 0) end AS decimal(12, 2)) AS recoverable,
    d.appeal_deadline, d.deadline, d.next_step
from dated AS d
cross join setting AS s
