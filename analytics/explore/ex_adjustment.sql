-- one row per adjustment of a remittance (group and reason code with its amount), as the payer stated it
-- key: remittance_claim, remittance_line, sequence
-- inputs: remit_adjustment, remit_claim, remit_payment, match, billed_line, remitted_line, line_day
-- The line is the billed line its remitted line answers; of an adjustment of a whole claim the claim's first.
-- A remitted line has one match: only a claim without lines has several. Columns and joins
-- stand one a line: see views.narrowed.
select
    a.claim_key AS remittance_claim,
    a.line_key AS remittance_line,
    a.sequence AS sequence,
    a.line_key is null AS is_claim_level,
    coalesce(m.line_key, w.line_key) AS billed_line,
    k.claim_id AS claim_id,
    b.line_no AS line_no,
    b.patient_id AS patient_id,
    b.practice AS practice,
    b.location AS location,
    coalesce(b.payer, y.payer_name) AS payer,
    b.payer_class AS payer_class,
    b.provider AS provider,
    b.discipline AS discipline,
    b.cpt AS code,
    b.dos AS dos,
    b.submit_date AS submit_date,
    z.answer_date AS answer_date,
    y.payment_date AS payment_date,
    y.trace_number AS trace_number,
    a.group_code AS group_code,
    a.carc AS reason_code,
    a.amount AS amount,
    a.quantity AS quantity,
    b.cut_no AS cut_no
from remit_adjustment AS a
join remit_claim AS k on k.claim_key = a.claim_key
join remit_payment AS y on y.payment_key = k.payment_key and not y.is_duplicate
left join match AS m on m.remitted_key = a.line_key
left join (select r.claim_key, min(t.line_key) AS line_key from match AS t join remitted_line AS r on r.remitted_key = t.remitted_key where r.claim_key in (select claim_key from remit_adjustment where line_key is null) group by r.claim_key) AS w on w.claim_key = a.claim_key
left join billed_line AS b on b.line_key = coalesce(m.line_key, w.line_key)
left join line_day AS z on z.line_key = coalesce(m.line_key, w.line_key)
where coalesce(k.status, '') not in ('22', '23', '25')
