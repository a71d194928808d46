-- one row per billed line (duplicates and voided pairs left out)
-- key: line_key (= row_key of the source row); shown as claim_id + line_no
-- inputs: billing_source, void_pair, patient, payer, therapy_code, credential
-- step: per patient
-- visit_key packs patient, date, payer and discipline into one integer: the visit of contract "same practice, patient,
-- date of service, discipline and payer"; day_key is the same without the discipline. Discipline: the modifier, else the code,
-- else the file's own column, else the provider's credential, else the only discipline of that patient's day, else unknown.
-- cut_no: its row of ledger/cut.
with numbered as (
    select b.*,
        coalesce(b.line_no, cast(row_number() over (
            partition by coalesce(b.claim_id, b.patient_id || b.dos::varchar) order by b.row_key) AS varchar)) AS line_no_shown
    from billing_source AS b
    where b.row_key not in (select row_key from void_pair)
),
stated as (
    select n.*,
        coalesce(
            case when list_contains(n.modifiers, 'GP') then 'GP' when list_contains(n.modifiers, 'GO') then 'GO'
                when list_contains(n.modifiers, 'GN') then 'GN' end,
            t.only_discipline,
            discipline_code(n.discipline),
            d.discipline) AS stated_discipline,
        d.discipline AS provider_discipline, coalesce(d.is_assistant, false) AS is_assistant,
        -- a quantity that is not in units (837P: MJ, minutes) tells no units
        case when n.units is null then 'unknown' else coalesce(t.unit_basis, 'unknown') end AS unit_basis
    from numbered AS n
    left join therapy_code AS t on t.hcpcs = n.cpt
    left join credential AS d on d.provider_credential = n.provider_credential
),
only_one as (
    select practice, patient_id, dos, any_value(stated_discipline) AS discipline
    from stated
    where stated_discipline is not null
    group by all
    having count(distinct stated_discipline) = 1
),
settled as (
    select s.*, coalesce(s.stated_discipline, o.discipline) AS visit_discipline
    from stated AS s
    left join only_one AS o
        on s.stated_discipline is null and o.patient_id = s.patient_id and o.dos = s.dos
        and o.practice is not distinct from s.practice
),
line as (
    select s.row_key AS line_key, s.file_id, s.sheet, s.row_no,
        s.practice, s.location, s.patient_id, s.patient_name, s.member_id, k.patient_no,
        s.claim_id, s.line_no_shown AS line_no, s.line_no AS line_no_given,
        s.sent_claim_id, s.line_control, s.claim_frequency, s.submit_date,
        s.dos, s.dos_to, s.cpt, s.modifiers, s.units, s.minutes, s.assistant_minutes, s.start_time, s.end_time,
        s.charge, s.patient_paid, s.written_off, p.payer_no, p.payer, p.payer_class, p.matched_by, p.rule_payer_no,
        s.rendering_provider AS provider, s.provider_discipline, s.is_assistant, s.pos,
        s.visit_discipline AS discipline, s.unit_basis,
        not is_later_payer(s.payer_order) AS is_primary,
        (k.patient_no * 65536 + date_diff('day', date '1970-01-01', s.dos)) * 4096 + p.payer_no AS day_key,
        ((k.patient_no * 65536 + date_diff('day', date '1970-01-01', s.dos)) * 4096 + p.payer_no) * 4
            + case s.visit_discipline when 'GP' then 1 when 'GO' then 2 when 'GN' then 3 else 0 end AS visit_key
    from settled AS s
    join patient AS k on k.patient_id = s.patient_id and k.practice is not distinct from s.practice
    join payer AS p
        on p.payer_name is not distinct from s.payer_name and p.payer_id is not distinct from s.payer_id
        and p.payer_class_text is not distinct from s.payer_class
),
combination as (   -- what a filter chooses by: numbers join faster than seven names
    select *, cast(row_number() over (order by practice, location, payer, payer_class, provider, discipline, cpt) AS integer) AS cut_no
    from (select distinct practice, location, payer, payer_class, provider, discipline, cpt from line)
)
select l.*, c.cut_no
from line AS l
join combination AS c
    on c.practice is not distinct from l.practice and c.location is not distinct from l.location and c.payer is not distinct from l.payer
    and c.payer_class is not distinct from l.payer_class and c.provider is not distinct from l.provider
    and c.discipline is not distinct from l.discipline and c.cpt is not distinct from l.cpt
