-- one row per billed line with a balance or a credit, the largest balance first; last_event says what happened last
select r.claim_id, r.line_no, r.patient_id, r.payer, r.dos, r.cpt, r.age, r.bucket, r.insurance_balance, r.patient_balance,
    r.credit,
    case when r.adjudications = 0 and r.insurance_balance > 0 then 'never answered'
        when r.outcome = 'denied' then 'denied'
        when r.outcome = 'patient_billed' then 'left to the patient'
        when r.outcome = 'paid' then 'paid by the insurer'
        when r.outcome = 'prior_payer' then 'sent on after the first payer'
        when r.outcome is null then 'billed to the patient'
        else 'answered without payment' end AS last_event,
    r.last_date, f.name AS file, r.row_no
from receivable AS r
left join input_file AS f on f.file_id = r.file_id
where r.insurance_balance + r.patient_balance + r.credit > 0
    and selected(r.payer, r.provider, r.location, r.cpt, r.dos, $filter)
order by r.insurance_balance + r.patient_balance desc, r.age desc, r.claim_id, r.line_no
