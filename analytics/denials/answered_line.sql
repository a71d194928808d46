-- one row per line episode with an answer and a charge (no voids): what rates of denial are counted on, and how they can be cut
-- key: episode_key
-- inputs: episode, service_line, billing_row, submitted_bill, submitted_match, denial, line_value, setting
-- step: per patient
-- source: the chapters of diagnoses are those of ICD-10-CM (NCHS, public domain), under our own short labels; where an episode of
-- care begins is ours, no payer's: on the day of a first evaluation, or after 60 days without a visit of that discipline.
-- rule: family, cause and reason are those of the first answer, null where it was no denial. expected: the claimed part of the
-- price (answers/line_value). is_worked: the first answer (without a date: the service) is 90 days old. Unknown is null:
-- submit_days without a submission date (or with one before the service), dx_chapter without a diagnosis, has_auth where the
-- line's file holds no authorization number at all (a claim sent as 837P can always say it), visit_no where the care may have
-- begun before the first loaded day. Lists go through no join: the first diagnosis is all that is taken of one.
with sent as (   -- of several claims sent for a row the first, as in billing_source
    select coalesce(m.billing_key, s.row_key) AS row_key, arg_min(upper(left(trim(s.dx[1]), 3)), s.row_key) AS dx,
        bool_or(s.auth_number is not null) AS has_auth
    from submitted_bill AS s
    left join submitted_match AS m on m.submitted_key = s.row_key
    where not s.is_void
    group by coalesce(m.billing_key, s.row_key)
),
authorizing as (   -- files that say authorization numbers at all
    select distinct file_id from billing_row where auth_number is not null
),
noted as (
    select b.row_key, upper(left(trim(b.dx[1]), 3)) AS dx,
        case when b.auth_number is not null then true when a.file_id is not null then false end AS has_auth
    from billing_row AS b
    left join authorizing AS a on a.file_id = b.file_id
    where not b.is_duplicate and (b.dx is not null or a.file_id is not null)
),
visit_day as (
    select patient_no, visit_key % 4 AS discipline_no, dos, bool_or(is_evaluation(cpt)) AS is_evaluation
    from service_line
    group by patient_no, visit_key % 4, dos
),
begun as (
    select v.*, min(dos) over () AS first_loaded,
        is_evaluation or lag(dos) over care is null or dos - lag(dos) over care >= 60 AS begins,
        is_evaluation or dos - coalesce(lag(dos) over care, min(dos) over ()) >= 60 AS surely_begins
    from visit_day AS v
    window care as (partition by patient_no, discipline_no order by dos)
),
cared as (
    select *, count(*) filter (where begins) over upto AS care_no from begun
    window upto as (partition by patient_no, discipline_no order by dos)
),
counted as (
    select patient_no, discipline_no, dos,
        case when first_value(surely_begins) over care then row_number() over care end AS visit_no
    from cared
    window care as (partition by patient_no, discipline_no, care_no order by dos)
),
spine as (   -- narrow: the engine builds its joins on this side
    select episode_key, patient_no, dos, first_outcome = 'denied' AS is_denied,
        case discipline when 'GP' then 1 when 'GO' then 2 when 'GN' then 3 else 0 end AS discipline_no
    from episode
    where adjudications > 0 and first_charge > 0 and not is_void
),
evidence as (
    select p.episode_key, v.claimed AS expected, d.family, d.cause, d.reason, d.recoverable, coalesce(n.dx, s.dx) AS dx,
        coalesce(n.has_auth or s.has_auth, n.has_auth, s.has_auth) AS has_auth, cast(k.visit_no AS integer) AS visit_no
    from spine AS p
    left join line_value AS v on v.episode_key = p.episode_key
    left join counted AS k on k.patient_no = p.patient_no and k.discipline_no = p.discipline_no and k.dos = p.dos
    left join noted AS n on n.row_key = p.episode_key
    left join sent AS s on s.row_key = p.episode_key
    left join (   -- what the payer left to the patient is no denial: it has no family here
        select episode_key, family, cause, recoverable,
            trim(coalesce(group_code, '') || coalesce(' ' || carc, '') || coalesce(' ' || nullif(rarc, ''), '')) AS reason
        from denial
    ) AS d on d.episode_key = p.episode_key and p.is_denied
)
select e.episode_key, e.practice, e.patient_no,
    cast(hash(e.patient_no, coalesce(e.claim_id, cast(e.dos AS varchar))) >> 1 AS bigint) AS claim_no,
    e.payer, e.payer_class, e.provider, e.location, e.cpt, e.dos,
    e.first_date AS answered_on, e.first_date - cast(isodow(e.first_date) - 1 AS integer) AS week,
    e.first_charge AS charge, i.expected,
    e.first_outcome = 'denied' AS is_denied, e.first_outcome = 'patient_billed' AS is_patient_billed,
    e.outcome = 'denied' AS is_denied_now, coalesce(e.first_date, e.dos) <= t.as_of - 90 AS is_worked,
    i.family, i.cause, i.reason, array_to_string(e.modifiers, ' ') AS modifiers, cast(isodow(e.dos) AS integer) AS weekday,
    case when e.submit_date >= e.dos then e.submit_date - e.dos end AS submit_days,
    case   -- the chapters follow each other in the alphabet
        when i.dx is null or i.dx < 'A' or i.dx >= 'ZZ' then null
        when i.dx < 'C' then 'A-B infection' when i.dx < 'D5' then 'C-D neoplasm' when i.dx < 'E' then 'D blood'
        when i.dx < 'F' then 'E endocrine or metabolic' when i.dx < 'G' then 'F mental or developmental'
        when i.dx < 'H' then 'G nervous system' when i.dx < 'H6' then 'H eye' when i.dx < 'I' then 'H ear'
        when i.dx < 'J' then 'I circulation' when i.dx < 'K' then 'J breathing' when i.dx < 'L' then 'K digestion'
        when i.dx < 'M' then 'L skin' when i.dx < 'N' then 'M musculoskeletal' when i.dx < 'O' then 'N urinary or genital'
        when i.dx < 'P' then 'O pregnancy' when i.dx < 'Q' then 'P newborn' when i.dx < 'R' then 'Q congenital'
        when i.dx < 'S' then 'R symptom or sign' when i.dx < 'U' then 'S-T injury' when i.dx < 'V' then 'U special'
        when i.dx < 'Z' then 'V-Y external cause' else 'Z aftercare or status' end AS dx_chapter,
    i.has_auth, i.visit_no, i.recoverable
from evidence AS i
join episode AS e on e.episode_key = i.episode_key
cross join setting AS t
