-- one row per service line (or claim without lines) of a remittance: no duplicate, no reversal, no predetermination
-- key: remitted_key (line_key; -claim_key for a claim without lines)
-- inputs: remit_payment, remit_claim, remit_line, line_adjustment, reversal, payer, remit_adjustment
-- step: per patient
-- reversed_on: the payment date of the reversal that cancels it; is_standing: nothing does. Rates and sums read what stands.
-- rule: outcome by the definitions of the audit: duplicate, denied, patient_billed, prior_payer, paid,
-- adjusted_off (paid 0 for a reason that is no denial), no_charge, zero_paid (no reason given).
-- allowed: as stated (AMT*B6) where credible, else paid + patient responsibility + sequestration; never charge less all.
with cancelled as (
    select r.cancelled_key AS claim_key, p.payment_date AS reversed_on
    from reversal AS r
    join remit_claim AS c on c.claim_key = r.reversal_key
    join remit_payment AS p on p.payment_key = c.payment_key
    where r.cancelled_key is not null
),
answering as (
    select c.*, p.payment_date, p.payer_name, p.payer_id, p.trace_number, x.claim_key is null AS is_standing,
        -- a reversal without a date leaves no day on which the answer stood
        case when x.claim_key is not null then coalesce(x.reversed_on, p.payment_date) end AS reversed_on
    from remit_claim AS c
    join remit_payment AS p on p.payment_key = c.payment_key
    left join cancelled AS x on x.claim_key = c.claim_key
    where not p.is_duplicate
        and coalesce(c.status, '') not in ('22', '23', '25')   -- reversal, not our claim, predetermination
        and coalesce(c.charge, 0) >= 0 and coalesce(c.paid, 0) >= 0
),
-- a claim-level adjustment beside lines comes off what they say was paid, shared by it (X12 RFI 2570)
claim_level as (
    select a.claim_key, any_value(k.paid) AS claim_paid, sum(a.amount) AS amount,
        coalesce(sum(a.amount) filter (where a.group_code = 'PR'), 0) AS patient_resp,
        coalesce(sum(a.amount) filter (where a.carc = '253'), 0) AS sequestration
    from remit_adjustment AS a
    join remit_claim AS k on k.claim_key = a.claim_key
    where a.line_key is null
    group by a.claim_key
),
paid_upto as (
    select l.line_key, c.amount, c.patient_resp, c.sequestration,
        (sum(l.paid) over upto - l.paid) / sum(l.paid) over whole AS share_from,
        sum(l.paid) over upto / sum(l.paid) over whole AS share_to
    from remit_line AS l
    join claim_level AS c on c.claim_key = l.claim_key
    where l.paid > 0
    window whole as (partition by l.claim_key), upto as (partition by l.claim_key order by l.line_key)
    -- where the lines already say what the claim says, its adjustments repeat theirs
    qualify sum(l.paid) over whole is distinct from c.claim_paid
),
shared as (
    select line_key,
        cast(round(amount * share_to, 2) - round(amount * share_from, 2) AS decimal(12, 2)) AS amount,
        cast(round(patient_resp * share_to, 2) - round(patient_resp * share_from, 2) AS decimal(12, 2)) AS patient_resp,
        cast(round(sequestration * share_to, 2) - round(sequestration * share_from, 2) AS decimal(12, 2)) AS sequestration
    from paid_upto
),
line as (
    select l.line_key AS remitted_key, l.file_id, l.row_no, l.sequence, l.patient_id AS stated_patient_id,
        coalesce(l.submitted_code, l.code) AS cpt, l.code AS adjudicated_cpt,
        case when l.submitted_code is null then l.modifiers else l.submitted_modifiers end AS modifiers,
        l.charge, cast(l.paid - coalesce(h.amount, 0) AS decimal(12, 2)) AS paid, l.units, l.line_control, coalesce(l.dos, s.statement_from) AS dos, l.allowed AS stated_allowed,
        l.patient_resp AS stated_patient_resp, coalesce(h.patient_resp, 0) AS shared_patient_resp,
        coalesce(h.sequestration, 0) AS shared_sequestration, list_concat(l.remarks, s.remarks) AS remarks, s.* exclude (file_id, row_no,
        sequence, charge, paid, patient_resp, remarks)
    from remit_line AS l
    join answering AS s on s.claim_key = l.claim_key
    left join shared AS h on h.line_key = l.line_key
    union all
    select -s.claim_key, s.file_id, s.row_no, 0, null, null, null, null, s.charge, s.paid, null, null, s.statement_from, null,
        s.patient_resp, 0, 0, s.remarks, s.* exclude (file_id, row_no, sequence, charge, paid, patient_resp, remarks)
    from answering AS s
    where s.claim_key not in (select claim_key from remit_line)
),
summed as (
    select l.*,
        coalesce(a.patient_resp, l.stated_patient_resp, 0) + l.shared_patient_resp AS patient_resp,
        case when a.patient_resp is null then coalesce(l.stated_patient_resp, 0) else a.cost_share end
            + l.shared_patient_resp AS cost_share,
        coalesce(a.sequestration, 0) + l.shared_sequestration AS sequestration,
        coalesce(a.other_cut, 0) AS other_cut, coalesce(a.has_reason, false) AS has_reason,
        coalesce(a.says_duplicate, false) or coalesce(list_contains(l.remarks, 'N522'), false) AS says_duplicate,
        coalesce(a.says_prior_payer, false) AS says_prior_payer, a.upheld_carc,
        coalesce(a.has_denial, false) AS has_denial, a.denial_group, a.denial_carc, a.patient_carc
    from line AS l
    left join line_adjustment AS a on a.remitted_key = l.remitted_key
),
decided as (
    select *,
        case
            when coalesce(charge, 0) = 0 then 'no_charge'
            when says_duplicate and coalesce(paid, 0) = 0 and patient_resp = 0 then 'duplicate'
            when coalesce(paid, 0) = 0 and patient_resp = 0 and has_denial then 'denied'
            when coalesce(paid, 0) = 0 and patient_resp > 0 and cost_share = 0 then 'patient_billed'
            when coalesce(paid, 0) > 0 or patient_resp > 0 then 'paid'
            when says_prior_payer then 'prior_payer'
            when has_reason then 'adjusted_off'
            else 'zero_paid' end AS outcome
    from summed
)
select *,
    cast(case
        when outcome in ('denied', 'duplicate', 'adjusted_off', 'zero_paid', 'no_charge') then 0
        when outcome = 'patient_billed' or outcome = 'prior_payer' then null
        when stated_allowed > 0 and stated_allowed <= charge then stated_allowed
        else coalesce(paid, 0) + patient_resp + sequestration end AS decimal(12, 2)) AS allowed
from decided
