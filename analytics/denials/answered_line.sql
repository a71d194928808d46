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
visit_day as (   -- care_key: a patient under a discipline
    select patient_no * 4 + visit_key % 4 AS care_key, dos, bool_or(is_evaluation(cpt)) AS is_evaluation
    from service_line
    group by patient_no * 4 + visit_key % 4, dos
),
numbered as (
    select care_key, dos, is_evaluation, row_number() over care AS day_no, lag(dos) over care AS day_before
    from visit_day
    window care as (partition by care_key order by dos)
),
begun as (   -- where care begins: the number of that day, doubled, and one more where nothing before it is missing
    select n.care_key, n.dos, n.day_no,
        case when n.is_evaluation or n.day_before is null or n.dos - n.day_before >= 60
            then n.day_no * 2 + case when n.is_evaluation or n.dos - coalesce(n.day_before, f.dos) >= 60 then 1 else 0 end
            end AS begins_at
    from numbered AS n
    cross join (select min(dos) AS dos from service_line) AS f
),
cared as (
    select care_key, dos, day_no, max(begins_at) over (partition by care_key order by dos) AS begun_at from begun
),
counted as (
    select care_key, dos, cast(case when begun_at % 2 = 1 then day_no - begun_at // 2 + 1 end AS integer) AS visit_no from cared
),
refused as (   -- what the payer left to the patient is no denial: it has no family here
    select episode_key, family, cause, recoverable,
        trim(coalesce(group_code, '') || coalesce(' ' || carc, '') || coalesce(' ' || nullif(rarc, ''), '')) AS reason
    from denial
),
answered as (   -- its list is made text before any join
    select e.episode_key, e.practice, e.patient_no,
        cast(hash(e.patient_no, coalesce(e.claim_id, cast(e.dos AS varchar))) >> 1 AS bigint) AS claim_no,
        e.payer, e.payer_class, e.provider, e.location, e.cpt, e.cut_no, e.dos, e.submit_date, e.answer_date,
        e.first_date AS answered_on, e.first_date - cast(isodow(e.first_date) - 1 AS integer) AS week,
        e.first_charge AS charge,
        e.first_outcome = 'denied' AS is_denied, e.first_outcome = 'patient_billed' AS is_patient_billed,
        e.outcome = 'denied' AS is_denied_now, coalesce(e.first_date, e.dos) <= t.as_of - 90 AS is_worked,
        array_to_string(e.modifiers, ' ') AS modifiers, cast(isodow(e.dos) AS integer) AS weekday,
        case when e.submit_date >= e.dos then e.submit_date - e.dos end AS submit_days,
        e.patient_no * 4 + case e.discipline when 'GP' then 1 when 'GO' then 2 when 'GN' then 3 else 0 end AS care_key
    from episode AS e
    cross join setting AS t
    where e.adjudications > 0 and e.first_charge > 0 and not e.is_void
),
evidence as (   -- the wide side goes by the narrow ones, once
    select a.* exclude (care_key), v.claimed AS expected, d.family, d.cause, d.reason, d.recoverable, k.visit_no,
        coalesce(n.dx, s.dx) AS dx, coalesce(n.has_auth or s.has_auth, n.has_auth, s.has_auth) AS has_auth
    from answered AS a
    left join line_value AS v on v.episode_key = a.episode_key
    left join counted AS k on k.care_key = a.care_key and k.dos = a.dos
    left join noted AS n on n.row_key = a.episode_key
    left join sent AS s on s.row_key = a.episode_key
    left join refused AS d on d.episode_key = a.episode_key and a.is_denied
)
select episode_key, practice, patient_no, claim_no, payer, payer_class, provider, location, cpt, cut_no, dos, submit_date,
    answer_date, answered_on, week, charge,
    expected, is_denied, is_patient_billed, is_denied_now, is_worked, family, cause, reason, modifiers, weekday, submit_days,
    case   -- the chapters follow each other in the alphabet
        when dx is null or dx < 'A' or dx >= 'ZZ' then null
        when dx < 'C' then 'A-B infection' when dx < 'D5' then 'C-D neoplasm' when dx < 'E' then 'D blood'
        when dx < 'F' then 'E endocrine or metabolic' when dx < 'G' then 'F mental or developmental'
        when dx < 'H' then 'G nervous system' when dx < 'H6' then 'H eye' when dx < 'I' then 'H ear'
        when dx < 'J' then 'I circulation' when dx < 'K' then 'J breathing' when dx < 'L' then 'K digestion'
        when dx < 'M' then 'L skin' when dx < 'N' then 'M musculoskeletal' when dx < 'O' then 'N urinary or genital'
        when dx < 'P' then 'O pregnancy' when dx < 'Q' then 'P newborn' when dx < 'R' then 'Q congenital'
        when dx < 'S' then 'R symptom or sign' when dx < 'U' then 'S-T injury' when dx < 'V' then 'U special'
        when dx < 'Z' then 'V-Y external cause' else 'Z aftercare or status' end AS dx_chapter,
    has_auth, visit_no, recoverable
from evidence
