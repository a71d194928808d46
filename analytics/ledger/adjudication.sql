-- one row per billed line and remittance claim that answers it (the parts of a split line added up)
-- key: line_key, claim_key
-- inputs: match, remitted_line, billed_line, pooled_day, visit_fee
-- step: per patient
-- rule: money of a claim without lines goes to its lines by their share of the charge, to the cent (running rounding)
with portion as (   -- of an answer to several lines, in the order of the claim: a claim charged at nothing is its first line's
    select m.remitted_key, m.line_key,
        case when sum(b.charge) over whole > 0 then (sum(b.charge) over upto - b.charge) / sum(b.charge) over whole
            when row_number() over upto > 1 then 1 else 0 end AS share_from,
        case when sum(b.charge) over whole > 0 then sum(b.charge) over upto / sum(b.charge) over whole else 1 end AS share_to
    from match AS m
    join billed_line AS b on b.line_key = m.line_key
    where m.remitted_key in (select remitted_key from match group by remitted_key having count(*) > 1)
    window whole as (partition by m.remitted_key),
        upto as (partition by m.remitted_key order by try_cast(b.line_no AS integer), b.line_no, b.line_key
            rows between unbounded preceding and current row)
),
weighted as (
    select m.line_key, m.method, r.remitted_key, r.claim_key, r.payment_date, r.status, r.outcome,
        coalesce(r.denial_group, case when r.patient_carc is not null then 'PR' end) AS denial_group,
        coalesce(r.denial_carc, r.patient_carc) AS carc, r.says_prior_payer, r.upheld_carc, r.remarks, r.payer_claim_id, r.trace_number,
        r.units AS paid_units, r.paid, r.patient_resp, r.sequestration, r.other_cut, r.allowed, r.stated_allowed,
        r.is_standing, r.reversed_on, r.has_reason, case when r.adjudicated_cpt <> r.cpt then r.adjudicated_cpt end AS changed_cpt, b.dos,
        coalesce(k.by_head, false) AS is_capitated, case when k.by_visit or f.payer is not null then b.visit_key end AS rated_visit,
        b.charge AS billed_charge, coalesce(p.share_from, 0) AS share_from, coalesce(p.share_to, 1) AS share_to
    from match AS m
    join remitted_line AS r on r.remitted_key = m.remitted_key
    join billed_line AS b on b.line_key = m.line_key
    left join pooled_day AS k on k.rule_payer_no = b.rule_payer_no and k.dos = b.dos
    left join visit_fee AS f on f.payer = b.payer and f.effective_from <= b.dos and (f.effective_to is null or b.dos < f.effective_to)
    left join portion AS p on p.remitted_key = m.remitted_key and p.line_key = m.line_key
),
allocated as (
    select * exclude (paid, patient_resp, sequestration, other_cut, allowed),
        cast(round(paid * share_to, 2) - round(paid * share_from, 2) AS decimal(12, 2)) AS paid,
        cast(round(patient_resp * share_to, 2) - round(patient_resp * share_from, 2) AS decimal(12, 2)) AS patient_resp,
        cast(round(sequestration * share_to, 2) - round(sequestration * share_from, 2) AS decimal(12, 2)) AS sequestration,
        cast(round(other_cut * share_to, 2) - round(other_cut * share_from, 2) AS decimal(12, 2)) AS other_cut,
        cast(round(allowed * share_to, 2) - round(allowed * share_from, 2) AS decimal(12, 2)) AS allowed
    from weighted
),
answered as (
    select line_key, claim_key, any_value(payment_date) AS payment_date, any_value(status) AS status, any_value(rated_visit) AS rated_visit,
        -- status codes are unreliable: what speaks of an earlier payer (OA 23) is a later payer's answer too
        coalesce(any_value(status) in ('2', '3', '20', '21'), false) or bool_or(says_prior_payer) AS is_secondary,
        coalesce(any_value(status) in ('19', '20', '21'), false) AS is_forwarded,
        bool_or(has_reason) AS has_reason, min(upheld_carc) AS upheld_carc, bool_and(is_standing) AS is_standing, any_value(reversed_on) AS reversed_on,
        coalesce(any_value(payment_date), any_value(dos)) AS known_on,   -- an answer without a date counts from the date of service
        min(changed_cpt) AS changed_cpt, any_value(billed_charge) AS charge, sum(paid_units) AS paid_units,
        any_value(payer_claim_id) AS payer_claim_id, any_value(trace_number) AS trace_number,
        min(method) AS method, count(*) AS remitted_lines,
        case when bool_or(outcome = 'paid') then 'paid'
            -- 24 is no denial where the payer's contract is capitated: the service is paid for by the head
            when bool_or(outcome = 'denied') then case when bool_and(is_capitated) and min(carc) = '24' then 'capitated' else 'denied' end
            else any_value(outcome) end AS outcome,
        min(denial_group) AS group_code, min(carc) AS carc,
        list_sort(list_distinct(flatten(list(coalesce(remarks, []))))) AS remarks,
        sum(paid) AS paid, sum(patient_resp) AS patient_resp, sum(sequestration) AS sequestration,
        sum(other_cut) AS other_cut, sum(allowed) AS allowed
    from allocated
    group by line_key, claim_key
)
-- a payer that pays by the visit may pay all of it on one line: the others are not denied
select * exclude (outcome, rated_visit),
    case when outcome = 'denied' and carc = '45' and rated_visit in (select rated_visit from answered where outcome = 'paid')
        then 'adjusted_off' else outcome end AS outcome
from answered
