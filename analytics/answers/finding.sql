-- one row per finding
-- key: finding_id
-- inputs: modifier_gap, overlapping_time, unit_visit, billed_line, line_day, visit_explanation, unbilled_value, denial, episode, ledger_line, payment_gap, payer_day, setting
-- step: per patient
-- rule: leak = earned, not collected; exposure = could be taken back, never netted against leaks. A dollar stands in one leak
-- finding at most: a visit's shortfall is worth the units that were never billed, a denial the units that were.
with unit_rule as (   -- the lists of a rule go through no join (decision 0006, speed)
    select rule_payer_no, dos, corrected_claim_days, timely_filing_days,
        coalesce(stated(key_sources, 'unit_rule').source, source, 'contract') AS source,
        coalesce(list_contains(assumed, 'unit_rule'), false) AS is_assumed,
        coalesce(list_contains(unverified, 'unit_rule'), false) AS is_unverified
    from payer_day
),
unit_finding as (
    select case verdict when 'under' then 'U' else 'X' end AS prefix, v.pinned.shown_key AS line_key,
        case verdict when 'under' then 'unbilled_units' else 'excess_units' end AS category,
        case verdict when 'under' then 'leak' else 'exposure' end AS kind,
        v.payer, v.payer_no, v.provider, v.location, v.practice, v.patient_id, v.pinned.claim_id AS claim_id,
        v.pinned.line_no AS line_no, v.cut_no, v.dos, v.submit_date, v.answer_date, v.pinned.cpt AS cpt, case verdict when 'under' then v.value else -v.value end AS amount,
        case when v.value_low is not null then least(greatest(
            case verdict when 'under' then v.value_low else -v.value_high end, 0), abs(v.value)) end AS amount_low,
        case when v.value_high is not null then greatest(
            case verdict when 'under' then v.value_high else -v.value_low end, abs(v.value)) end AS amount_high,
        case verdict when 'under' then v.dos + cast(coalesce(r.corrected_claim_days, r.timely_filing_days) AS integer) end
            AS deadline,
        'units_' || v.rule AS rule_id,
        case v.rule
            when 'cms' then 'Medicare Claims Processing Manual, Pub 100-04, ch. 5, section 20.2.C'
            when 'strict15' then r.source
            else 'CPT time rule: a unit is attained when the midpoint is passed' end
            || case when v.rule = 'unknown' then ''
                when r.is_assumed then ' (default of the payer''s class: its own rule was not found)'
                when r.is_unverified then ' (that this payer follows it: unverified)'
                else '' end AS citation,
        e.explanation
    from unit_visit AS v
    join visit_explanation AS e on e.visit_key = v.visit_key
    left join billed_line AS b on b.line_key = v.pinned.shown_key
    left join unit_rule AS r on r.rule_payer_no = b.rule_payer_no and r.dos = b.dos
    left join episode AS p on p.latest_key = v.pinned.line_key
    where v.rule <> 'per_visit'
        and ((v.verdict = 'under' and coalesce(v.value, 1) > 0)
            -- what was never paid cannot be taken back
            or (v.verdict = 'over' and coalesce(v.value, -1) < 0 and coalesce(p.outcome, '') <> 'denied'))
),
denial_finding as (
    select 'D' AS prefix, episode_key AS line_key, category, 'leak' AS kind, payer, payer_no, provider, location, practice,
        patient_id, claim_id, line_no, cut_no, dos, submit_date, answer_date, cpt, left_open AS amount,
        cast(null AS decimal(12, 2)) AS amount_low, cast(null AS decimal(12, 2)) AS amount_high, deadline,
        coalesce(gap_rule, 'denial') AS rule_id,
        coalesce(group_code || ' ', '') || coalesce(carc, '') || coalesce(' ' || nullif(rarc, ''), '')
            || ' on the remittance of ' || coalesce(cast(first_denied AS varchar), 'an unknown date')
            || coalesce('; ' || gap_citation, '') AS citation,
        coalesce(gap_explanation || ' ', '') || root_cause || '; ' || coalesce(next_step, 'look the code up') AS explanation
    from denial
    where coalesce(left_open, 1) > 0 and coalesce(gap_verdict, '') <> 'never_together'
        -- the patient is not billed before the missing modifier is looked for
        and (status in ('open', 'partly_recovered', 'written_off') or is_left_wrongly)
),
unbilled_finding as (
    select 'V' AS prefix, first_row_key AS line_key, 'unbilled_visit' AS category, 'leak' AS kind, payer, payer_no, provider,
        location, practice, patient_id, cast(null AS varchar) AS claim_id, cast(null AS varchar) AS line_no, cut_no, dos,
        submit_date, answer_date, main_code AS cpt, value AS amount, cast(null AS decimal(12, 2)) AS amount_low,
        cast(null AS decimal(12, 2)) AS amount_high, dos + cast(timely_filing_days AS integer) AS deadline,
        'unbilled_visit' AS rule_id, 'treatment minutes without a bill for the patient on that day' AS citation, explanation
    from unbilled_value
    where coalesce(value, 1) > 0
),
gap_finding as (   -- rules of modifiers on lines that were not refused for them
    select case
            when rule_id = 'cap_order' then 'C'
            when rule_id like 'assistant%' then 'A'
            when rule_id = 'kx_early' then 'K'
            when is_unpaid_risk then 'R'
            when verdict = 'never_together' then 'N' else 'S' end AS prefix, line_key,
        case
            when verdict = 'never_together' and not is_unpaid_risk then 'overpaid'
            when rule_id like 'assistant%' and verdict <> 'superfluous' then 'assistant_modifier'
            when rule_id = 'kx_early' then 'kx_without_support'
            when rule_id = 'pair_unneeded_59' then 'unneeded_modifier'
            when rule_id in ('assistant_superfluous', 'cap_order') or verdict <> 'missing' then 'coding'
            else 'missing_modifier' end AS category,
        case
            when is_unpaid_risk then 'at_risk'
            when rule_id in ('assistant_superfluous', 'cap_order') then 'leak'
            else 'exposure' end AS kind,
        payer, payer_no, provider, location, practice, patient_id, claim_id, line_no, cut_no, dos, submit_date, answer_date, cpt,
        cast(case when rule_id in ('kx_early', 'pair_unneeded_59') then 0
            when verdict = 'never_together' and not is_unpaid_risk then coalesce(allowed, 0)
            else coalesce(at_stake, expected) end AS decimal(12, 2)) AS amount,
        cast(null AS decimal(12, 2)) AS amount_low, cast(null AS decimal(12, 2)) AS amount_high,
        dos + cast(case when is_unpaid_risk then timely_filing_days
            when rule_id = 'assistant_superfluous' then coalesce(corrected_claim_days, timely_filing_days) end AS integer) AS deadline,
        rule_id, citation, explanation
    from (
        select g.*, r.corrected_claim_days, r.timely_filing_days,
            -- unpaid, not yet lost; what an assistant's modifier lacks or has too much is no reason not to pay
            g.outcome is null and (g.verdict in ('wrong', 'contradiction') or (g.verdict = 'missing' and g.rule_id not like 'assistant%')
                or g.rule_id in ('discipline_rejected', 'assistant_superfluous')
                or (g.verdict = 'never_together' and coalesce(g.related_outcome, 'open') <> 'denied')) AS is_unpaid_risk
        from modifier_gap AS g
        left join payer_day AS r on r.rule_payer_no = g.rule_payer_no and r.dos = g.dos
        where g.trust = 'finding' and not g.is_denied_for_it and not g.is_mended
    ) AS v
    where (is_unpaid_risk and rule_id not in ('not_paid_by_medicare', 'mue', 'cap_order'))
        or (verdict = 'never_together' and outcome = 'paid' and related_outcome = 'paid')
        or (rule_id like 'assistant%' and verdict <> 'superfluous' and coalesce(outcome, '') <> 'denied')
        or (rule_id in ('assistant_superfluous', 'cap_order') and at_stake > 0 and outcome = 'paid')
        or rule_id in ('kx_early', 'pair_unneeded_59')
    -- a line that breaks a rule twice is one finding, its dollars counted once
    qualify row_number() over (partition by line_key, prefix order by amount desc nulls last, rule_id) = 1
),
payment_finding as (
    select case g.kind when 'underpaid' then 'P' else 'O' end AS prefix, g.episode_key AS line_key, g.kind AS category,
        case g.kind when 'underpaid' then 'leak' else 'exposure' end AS kind, e.payer, e.payer_no, e.provider, e.location,
        e.practice, e.patient_id, e.claim_id, e.line_no, e.cut_no, e.dos, e.submit_date, e.answer_date, e.cpt, g.amount,
        cast(null AS decimal(12, 2)) AS amount_low, cast(null AS decimal(12, 2)) AS amount_high, g.deadline, g.kind AS rule_id,
        g.citation, g.explanation
    from payment_gap AS g
    join episode AS e on e.episode_key = g.episode_key
    -- what two codes never paid together brought is taken back whole
    where g.kind = 'underpaid' or e.latest_key not in (select line_key from gap_finding where prefix = 'N')
),
written_off_finding as (   -- given up while nobody had answered: it could still be sent, or should have been in time
    select 'W' AS prefix, e.episode_key AS line_key, 'written_off' AS category, 'leak' AS kind, e.payer, e.payer_no, e.provider,
        e.location, e.practice, e.patient_id, e.claim_id, e.line_no, e.cut_no, e.dos, e.submit_date, e.answer_date, e.cpt,
        l.given_up_claim AS amount,
        cast(null AS decimal(12, 2)) AS amount_low, cast(null AS decimal(12, 2)) AS amount_high,
        e.dos + cast(r.timely_filing_days AS integer) AS deadline, 'written_off' AS rule_id,
        'write-off in the billing file; no remittance answers the line' AS citation,
        e.written_off || ' of the charge of ' || e.charge || ' was written off before any payer answered' AS explanation
    from ledger_line AS l
    join episode AS e on e.episode_key = l.episode_key
    left join payer_day AS r on r.rule_payer_no = e.rule_payer_no and r.dos = e.dos
    where l.given_up_claim > 0
),
time_finding as (   -- one-on-one units of a provider who was with another patient
    select 'T' AS prefix, o.line_key, 'overlapping_time' AS category, 'exposure' AS kind, b.payer, b.payer_no, b.provider,
        b.location, b.practice, b.patient_id, b.claim_id, b.line_no, b.cut_no, b.dos, y.submit_date, y.answer_date, b.cpt,
        o.at_stake AS amount,
        cast(null AS decimal(12, 2)) AS amount_low, cast(null AS decimal(12, 2)) AS amount_high, cast(null AS date) AS deadline,
        'overlapping_time' AS rule_id, o.citation, o.explanation
    from overlapping_time AS o
    join billed_line AS b on b.line_key = o.line_key
    join line_day AS y on y.line_key = o.line_key
    left join episode AS e on e.latest_key = o.line_key
    where o.units_at_stake > 0 and coalesce(e.outcome, '') <> 'denied'
),
finding_row as (
    select * from unit_finding
    union all select * from time_finding
    union all select * from gap_finding
    union all select * from unbilled_finding
    union all select * from denial_finding
    union all select * from payment_finding
    union all select * from written_off_finding
)
select f.prefix || (f.line_key >> 32) || '.' || (f.line_key & 4294967295) AS finding_id,
    f.* exclude (prefix),
    case when f.prefix in ('U', 'X') then 'units' when f.prefix = 'D' then 'denial' when f.prefix in ('P', 'O', 'W') then 'payment'
        when f.prefix in ('V', 'T') then 'minutes' else 'modifier' end AS origin,
    cast(case
        when f.kind <> 'leak' then 0
        when f.prefix = 'D' then d.recoverable
        when f.deadline < s.as_of then 0
        else f.amount end AS decimal(12, 2)) AS recoverable
from finding_row AS f
left join denial AS d on f.prefix = 'D' and d.episode_key = f.line_key
cross join setting AS s
