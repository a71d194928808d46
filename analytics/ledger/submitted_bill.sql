-- one row per service line of a submitted claim (837P) in its last version, in the words of a billing row
-- key: row_key (= line_key of submitted_line)
-- inputs: submitted_claim, submitted_line, payer_class_synonym
-- step: per patient
-- rule: a claim of frequency 7 or 8 replaces or voids what the same claim id said of the same patient, payer order and day;
-- a later claim of frequency 1 replaces only the codes it repeats, because many systems use an account number as claim id.
-- A void (is_void) takes the line away. Units are null where the quantity is in minutes. patient_id: the member id, with the first name where the patient is not the subscriber: an 837P has no
-- other; minutes files are joined by name (documented_patient).
with line as (
    select l.*, c.* exclude (claim_key, file_id, row_no, sequence, charge, pos, auth_number, rendering_name, rendering_npi,
            supervising_name, supervising_npi, note_text),
        coalesce(l.pos, c.pos) AS place, coalesce(l.auth_number, c.auth_number) AS authorization_no,
        coalesce(l.rendering_name, c.rendering_name, c.billing_name) AS provider_name,
        coalesce(l.rendering_npi, c.rendering_npi, c.billing_npi) AS provider_npi,
        coalesce(l.supervising_name, c.supervising_name) AS supervisor, coalesce(l.note_text, c.note_text) AS note,
        coalesce(c.frequency in ('7', '8'), false) AS replaces,
        list_filter(coalesce(l.modifiers, []), lambda m: m in ('GP', 'GO', 'GN')) AS therapy,
        -- claims sent together are no versions of each other
        dense_rank() over (partition by c.claim_id, c.payer_sequence order by c.submit_date nulls first,
            coalesce(c.frequency in ('7', '8'), false), c.file_id, c.interchange_control, c.transaction_control) AS version
    from submitted_line AS l
    join submitted_claim AS c on c.claim_key = l.claim_key
    where not c.is_duplicate and l.code is not null and l.dos is not null
),
judged as (
    select *,
        coalesce(max(version) filter (where replaces) over day > version, false)
            or max(version) over code > version
            -- a number that names one claim of one patient and day: its correction may have another day or member id
            or (coalesce(max(version) filter (where replaces) over claim > version, false) and claim_id <> '0'
                and min(dos) filter (where not replaces) over claim = max(dos) filter (where not replaces) over claim
                and coalesce(min(subscriber_member_id) filter (where not replaces) over claim
                    = max(subscriber_member_id) filter (where not replaces) over claim, true)) AS is_replaced
    from line
    window claim as (partition by claim_id, payer_sequence),
        day as (partition by claim_id, subscriber_member_id, payer_sequence, dos),
        code as (partition by claim_id, subscriber_member_id, payer_sequence, dos, line.code, therapy)
)
select j.line_key AS row_key, j.claim_key, j.file_id, cast(null AS varchar) AS sheet, j.row_no, false AS is_duplicate,
    cast(null AS varchar) AS practice, cast(null AS varchar) AS location,
    coalesce(j.subscriber_member_id || case when lower(j.patient_first) <> lower(j.subscriber_first)
        then ' ' || j.patient_first else '' end, j.claim_id) AS patient_id,
    j.patient_last || coalesce(', ' || j.patient_first, '') AS patient_name, j.dob,
    j.subscriber_member_id AS member_id, j.claim_id, coalesce(j.line_no, cast(j.sequence AS varchar)) AS line_no,
    j.line_control, j.frequency AS claim_frequency, j.dos, j.dos_to, j.code AS cpt, j.modifiers,
    j.units, j.minutes, case when j.minutes is not null then 'stated' end AS minutes_basis, j.charge,
    j.payer_name, j.payer_id, k.class AS payer_class, j.payer_sequence AS payer_order,
    j.provider_name AS rendering_provider, j.provider_npi AS rendering_npi, j.supervisor AS supervising_provider,
    coalesce(j.frequency = '8', false) AS is_void, j.dx, j.place AS pos, j.authorization_no AS auth_number, j.submit_date, j.note AS note_text
from judged AS j
left join payer_class_synonym AS k on k.basis = 'x12' and k.synonym = lower(j.filing_code)
where not j.is_replaced
