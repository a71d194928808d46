-- one row per billed line as the files tell it: billing exports; submitted lines (837P) no export has; else what remittances name
-- key: row_key
-- inputs: billing_row, submitted_bill, submitted_match, submitted_patient, remitted_line
-- step: merge (asks whether there is any billing row at all)
-- rule: what was sent (837P) completes a billing row where that is silent, and counts on its own where no export has it.
-- is_voided: a void (frequency 8) was sent for the row; void_pair takes it out, with the negative row that may tell the same.
-- Without either the remittance is all that is known of a line; its first answer then stands for the bill, so that
-- denials and payments can be studied from remittances alone. Unanswered lines and minutes cannot.
with sent as (   -- of several claims sent for a row the first; a void among them takes the row away
    select m.billing_key, arg_min(m.submitted_key, (not s.is_void, m.submitted_key)) AS submitted_key
    from submitted_match AS m
    join submitted_bill AS s on s.row_key = m.submitted_key
    group by m.billing_key
),
stand_in as (
    select min(remitted_key) AS row_key
    from (
        select *, row_number() over (
            partition by claim_key, cpt, list_sort(coalesce(modifiers, [])), charge order by remitted_key) AS place
        from remitted_line
    )
    where cpt is not null and dos is not null and is_standing and coalesce(status, '') not in ('2', '3', '20', '21')
        and not exists (select 1 from billing_row) and not exists (select 1 from submitted_bill)
    group by lower(payer_name), claim_id,
        coalesce(line_control, cpt || array_to_string(list_sort(coalesce(modifiers, [])), ' ') || charge || ' ' || place)
)
select b.row_key, b.file_id, b.sheet, b.row_no, b.practice, b.location, b.patient_id,
    coalesce(b.patient_name, s.patient_name) AS patient_name, coalesce(b.dob, s.dob) AS dob,
    coalesce(b.member_id, s.member_id) AS member_id, coalesce(b.claim_id, s.claim_id) AS claim_id, b.line_no,
    s.claim_id AS sent_claim_id, s.line_control, coalesce(b.claim_frequency, s.claim_frequency) AS claim_frequency,
    b.dos, s.dos_to, b.cpt, coalesce(b.modifiers, s.modifiers) AS modifiers, b.units, b.minutes, b.assistant_minutes,
    b.start_time, b.end_time, b.charge,
    b.patient_paid, b.written_off, b.payer_name, b.payer_id, b.payer_class, b.payer_order,
    coalesce(b.rendering_provider, s.rendering_provider) AS rendering_provider,
    coalesce(b.rendering_npi, s.rendering_npi) AS rendering_npi, b.provider_credential,
    coalesce(b.supervising_provider, s.supervising_provider) AS supervising_provider, b.discipline,
    coalesce(b.dx, s.dx) AS dx, coalesce(b.pos, s.pos) AS pos, coalesce(b.auth_number, s.auth_number) AS auth_number,
    coalesce(b.submit_date, s.submit_date) AS submit_date, coalesce(s.is_void, false) AS is_voided
from billing_row AS b
left join sent AS f on f.billing_key = b.row_key
left join submitted_bill AS s on s.row_key = f.submitted_key
where not b.is_duplicate
union all by name
select s.row_key, s.file_id, s.row_no, p.practice, p.location, coalesce(p.patient_id, s.patient_id) AS patient_id,
    s.patient_name, s.dob, s.member_id, s.claim_id, s.line_no,
    s.claim_id AS sent_claim_id, s.line_control, s.claim_frequency, s.dos, s.dos_to, s.cpt, s.modifiers, s.units, s.minutes, s.charge,
    case when p.is_same_claim then p.payer_name else s.payer_name end AS payer_name,
    case when p.is_same_claim then p.payer_id else s.payer_id end AS payer_id,
    case when p.is_same_claim then p.payer_class else s.payer_class end AS payer_class, s.payer_order,
    s.rendering_provider, s.rendering_npi, s.supervising_provider, s.dx, s.pos, s.auth_number, s.submit_date
from submitted_bill AS s
left join submitted_patient AS p on p.row_key = s.row_key
where not s.is_void and s.row_key not in (select submitted_key from submitted_match)
    -- a claim to a second payer says nothing of the service that its billing row does not
    and not (is_later_payer(s.payer_order) and exists (select 1 from billing_row))
union all by name
select r.remitted_key AS row_key, r.file_id, r.row_no,
    coalesce(r.stated_patient_id, r.patient_record_id, r.patient_member_id, r.subscriber_member_id, r.claim_id) AS patient_id,
    r.claim_id, r.line_control AS line_no, r.dos, r.cpt, r.modifiers, coalesce(r.units, 1) AS units, r.charge,
    r.payer_name, r.payer_id, r.rendering_name AS rendering_provider
from stand_in AS s
join remitted_line AS r on r.remitted_key = s.row_key
