-- one row per line episode and span of days on which the same answers stood: what was known on each past day
-- key: episode_key, first_day; last_day null: still; before its first row the line is unanswered
-- inputs: episode_line, adjudication
-- step: per patient
-- rule: an answer stands from its payment date to the day before a reversal cancels it. The first answer decides the denial
-- rate, the last one the state, but a payment that nobody reversed stands against a later denial; a refused duplicate, or an appeal
-- that was turned down, decides neither unless it is all there is; a later payer adds money and is never a denial.
with answer as (
    select e.episode_key, a.*,
        a.is_secondary or a.outcome = 'duplicate' or (a.upheld_carc is not null and a.outcome = 'adjusted_off') AS decides_nothing
    from adjudication AS a
    join episode_line AS e on e.line_key = a.line_key
),
several as (   -- most lines are answered once: only the others need their days told apart
    select episode_key from answer group by episode_key having count(*) > 1 or not bool_and(is_standing)
),
turn as (   -- the days on which something changed
    select episode_key, list_sort(list_distinct(list_concat(
        list(known_on), list_filter(list(reversed_on), lambda day: day is not null)))) AS days
    from answer
    where episode_key in (select episode_key from several)
    group by episode_key
),
span as (
    select episode_key, unnest(days) AS first_day, unnest(list_append(days[2:], null)) - 1 AS last_day
    from turn
),
standing as (   -- a struct is taken whole: arg_min of a single column would skip the rows where it is null
    select s.episode_key, s.first_day, any_value(s.last_day) AS last_day,
        count(a.claim_key) AS adjudications,
        arg_min(struct_pack(outcome, payment_date, group_code, carc, remarks, charge), (decides_nothing, known_on, claim_key))
            AS first_answer,
        arg_max(struct_pack(outcome, payment_date, paid, allowed, patient_resp, sequestration, other_cut, is_secondary, changed_cpt,
            group_code, carc, remarks), (not decides_nothing, outcome = 'paid', known_on, claim_key)) AS last_answer,
        -- the same answer of a later payer may be told twice
        coalesce(list_sum(list_transform(list_distinct(list(struct_pack(payer_claim_id, status, paid)) filter (where is_secondary)),
            lambda one: one.paid)), 0) AS secondary_paid,
        -- a payment in parts: the one that explains its charge, and later ones of other amounts that explain nothing. An answer that
        -- explains the whole charge again restates the first, whether a reversal says so or not
        arg_max(struct_pack(paid, known_on, allowed, patient_resp, sequestration), (has_reason, known_on, claim_key))
            filter (where not decides_nothing and outcome = 'paid') AS base,
        list(struct_pack(paid, known_on, has_reason)) filter (where not decides_nothing and outcome = 'paid') AS payments,
        any_value(charge) AS charge,
        arg_max(patient_resp, (known_on, claim_key)) filter (where is_secondary) AS secondary_patient_resp,
        arg_max(is_forwarded, (known_on, claim_key)) AS is_forwarded,
        max(known_on) filter (where upheld_carc is not null) AS upheld_on, arg_max(upheld_carc, (known_on, claim_key)) AS upheld_carc
    from span AS s
    left join answer AS a on a.episode_key = s.episode_key and a.known_on <= s.first_day
        and (a.is_standing or a.reversed_on > s.first_day)
    group by s.episode_key, s.first_day
    union all
    select episode_key, known_on, null, 1, struct_pack(outcome, payment_date, group_code, carc, remarks, charge),
        struct_pack(outcome, payment_date, paid, allowed, patient_resp, sequestration, other_cut, is_secondary, changed_cpt,
            group_code, carc, remarks),
        case when is_secondary then paid else 0 end, null, null, charge, case when is_secondary then patient_resp end, is_forwarded,
        case when upheld_carc is not null then known_on end, upheld_carc
    from answer
    where episode_key not in (select episode_key from several)
),
-- a later payer that pays what the first one refused was the one to pay: its answer is the state
told as (
    select *, secondary_paid > 0 and not last_answer.is_secondary and last_answer.outcome in ('denied', 'patient_billed', 'adjusted_off')
        AS is_taken_over,
        coalesce(list_sum(list_transform(list_filter(payments, lambda one: not one.has_reason and one.known_on > base.known_on
            and one.paid <> base.paid), lambda one: one.paid)), 0) AS parts
    from standing
),
added as (   -- more than the charge is no payment in parts
    select *, parts > 0 and base.paid + parts <= charge AS is_in_parts from told
)
select episode_key, first_day, last_day, last_day is null AS is_last, adjudications,
    first_answer.outcome AS first_outcome, first_answer.payment_date AS first_date, first_answer.group_code AS first_group,
    first_answer.carc AS first_carc, first_answer.remarks AS first_remarks,
    first_answer.charge AS first_charge,   -- of the claim it answers: an earlier one that was paid and taken back leaves no trace
    -- only a later payer's answer is here: the first payer's is missing, and nothing is known of what it allowed
    case when last_answer.is_secondary then 'prior_payer' when is_taken_over then 'paid' else last_answer.outcome end AS outcome,
    last_answer.payment_date AS last_date,
    case when is_taken_over then secondary_paid + coalesce(secondary_patient_resp, 0)
        when is_in_parts then greatest(base.allowed, base.paid + parts + base.patient_resp + base.sequestration)
        when not last_answer.is_secondary then last_answer.allowed end AS allowed,
    case when last_answer.is_secondary then 0 when is_in_parts then base.sequestration
        else coalesce(last_answer.sequestration, 0) end AS sequestration,
    case when last_answer.is_secondary then 0 else coalesce(last_answer.other_cut, 0) end AS other_cut,
    case when last_answer.is_secondary then 0 when is_in_parts then base.paid + parts else coalesce(last_answer.paid, 0) end
        + secondary_paid AS paid,
    secondary_paid,
    coalesce(secondary_patient_resp, case when is_in_parts then base.patient_resp else last_answer.patient_resp end, 0) AS patient_resp,
    secondary_patient_resp is not null AS has_secondary,
    coalesce(is_forwarded, false) AS is_forwarded,
    last_answer.changed_cpt AS changed_cpt,
    last_answer.group_code AS last_group, last_answer.carc AS last_carc, last_answer.remarks AS last_remarks, upheld_on, upheld_carc
from added
