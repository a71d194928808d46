-- one row per denied line episode (and per line the payer left wholly to the patient, status patient_billed)
-- key: episode_key
-- inputs: denial_line, payer_day, setting
-- step: per patient
-- expected: what was both billed and supported by the minutes.
-- rule: denied = the first adjudication was. recovered = what was allowed later. recoverable = what is still open and can still be
-- worked on the as-of day; a deadline nobody knows is null and does not make money unrecoverable. The filing clock runs from the
-- service, the appeal clock from the payer's last decision.
with clock as (
    select rule_payer_no, dos, appeal_days, timely_filing_days, corrected_claim_days,
        coalesce(list_contains(assumed, 'appeal_days'), false) AS is_appeal_assumed,
        coalesce(list_contains(assumed, 'timely_filing_days'), false) AS is_filing_assumed,
        coalesce(list_contains(assumed, 'corrected_claim_days'), false) AS is_corrected_assumed
    from payer_day
),
settled as (
    select d.*, v.appeal_days, v.is_appeal_assumed, v.timely_filing_days, v.is_filing_assumed, v.corrected_claim_days, v.is_corrected_assumed,
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
            and (coalesce(gap_now = 'missing', false) or cause_now = 'threshold_without_kx') AS is_left_wrongly,
        case
            when coalesce(can_recover, 'maybe') not in ('yes', 'maybe', 'appeal') then null
            -- proof of timely filing asks for a decision anew, as an appeal does
            when way in ('appeal', 'proof') then 'appeal'
            when is_unprocessable then 'timely filing'
            -- records, a call or an enrolment are followed by the one or the other: the later day is the last
            when way in ('documents', 'call', 'enrolment') and not coalesce(bars_appeal, false)
                and coalesce(decided_on + cast(appeal_days AS integer) > d.dos + cast(coalesce(corrected_claim_days, timely_filing_days) AS integer),
                    coalesce(corrected_claim_days, timely_filing_days) is null) then 'appeal'
            when corrected_claim_days is null then 'timely filing'
            else 'corrected claim' end AS deadline_basis
    from denial_line AS d
    left join clock AS v on v.rule_payer_no = d.rule_payer_no and v.dos = d.dos
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
    d.claim_id, d.line_no, d.payer, d.payer_no, d.cut_no, d.dos, d.submit_date, d.answer_date, d.cpt, d.modifiers, d.first_charge AS charge, d.expected, d.price_basis,
    d.first_date AS first_denied, d.first_group AS group_code, d.first_carc AS carc, d.first_rarc AS rarc,
    d.last_denied, case when d.is_denied_now then d.last_group else d.first_group end AS last_group,
    case when d.is_denied_now then d.last_carc else d.first_carc end AS last_carc,
    case when d.is_denied_now then d.last_rarc else d.first_rarc end AS last_rarc, d.upheld_on,
    d.family, d.cause, d.classified_by, d.category, d.root_cause,
    d.gap_rule, d.gap_modifier, d.gap_verdict, d.gap_explanation, d.gap_citation,
    d.preventable, d.owner, d.status, d.outcome, d.recovered, d.can_recover, d.way, d.letter, coalesce(d.bars_appeal, false) AS bars_appeal,
    cast(case
        when d.status not in ('open', 'partly_recovered', 'written_off') and not d.is_left_wrongly then 0
        when coalesce(d.can_recover, 'maybe') not in ('yes', 'appeal', 'maybe') then 0
        when d.deadline < s.as_of then 0
        when d.expected is null then null
        else d.left_open end AS decimal(12, 2)) AS recoverable, d.left_open,
    d.appeal_deadline, d.deadline, d.deadline_basis, coalesce(d.deadline_is_assumed, false) and d.deadline is not null AS deadline_is_assumed,
    case when d.status = 'patient_billed' then d.stop_now end AS patient_stop, d.cause_now, d.family_now, d.category_now, d.next_step,
    d.is_left_wrongly, d.first_outcome = 'denied' AS is_denial
from dated AS d
cross join setting AS s
