-- one row per line episode and span of days on which it had a balance or a credit: what was owed on any past day
-- key: episode_key, first_day; last_day null: still
-- inputs: episode, episode_state, episode_line, billed_line
-- step: per patient
-- rule: the balances of receivable, told from the answers that stood on each day. A line begins on its date of service; a
-- patient's payment has no date in a billing file, so it counts from the day the share is known. An answer dated before the
-- service counts from the service. A line sent again with another charge had the first one's until then.
with line as (
    select episode_key, file_id, row_no, practice, location, provider, patient_id, claim_id, line_no, payer, payer_no, rule_payer_no, cut_no, dos,
        submit_date, answer_date, cpt, charge,
        patient_paid, written_off, coalesce(payer_class = 'self_pay', false) AS is_self_pay
    from episode
    where not is_void
),
version as (   -- of lines sent more than once: the charge that was known on each day
    select e.episode_key, b.charge,
        case when row_number() over earlier > 1 then coalesce(b.submit_date, b.dos) else date '1900-01-01' end AS sent_on,
        coalesce(lead(coalesce(b.submit_date, b.dos)) over earlier, date '2999-12-31') - 1 AS sent_to
    from episode_line AS e
    join episode AS p on p.episode_key = e.episode_key and p.times_billed > 1 and not p.is_void
    join billed_line AS b on b.line_key = e.line_key
    window earlier as (partition by e.episode_key order by b.submit_date nulls first, b.line_key)
),
began as (
    select episode_key, min(first_day) AS answered_on from episode_state group by episode_key
),
span as (
    select l.*, l.dos AS first_day, b.answered_on - 1 AS last_day, cast(null AS varchar) AS outcome,
        cast(0 AS decimal(12, 2)) AS patient_resp, coalesce(l.submit_date, l.dos) AS responsible_since
    from line AS l
    left join began AS b on b.episode_key = l.episode_key
    where b.answered_on is null or b.answered_on > l.dos
    union all
    select l.*, greatest(s.first_day, l.dos), s.last_day, s.outcome, s.patient_resp,
        case when s.outcome is null then coalesce(l.submit_date, l.dos) else s.first_day end
    from line AS l
    join episode_state AS s on s.episode_key = l.episode_key
    where (s.last_day is null or s.last_day >= l.dos)
        -- most answered lines owe nothing: they need not be carried further
        and (s.outcome is null or s.outcome = 'denied' or s.patient_resp <> 0 or l.patient_paid <> 0 or l.is_self_pay or l.charge < 0)
),
dated as (
    select s.* exclude (first_day, last_day, charge),
        greatest(s.first_day, coalesce(v.sent_on, s.first_day)) AS first_day,
        case when v.sent_to < date '2999-12-30' then least(coalesce(s.last_day, v.sent_to), v.sent_to) else s.last_day end AS last_day,
        coalesce(v.charge, s.charge) AS charge
    from span AS s
    left join version AS v on v.episode_key = s.episode_key
        and v.sent_on <= coalesce(s.last_day, date '2999-12-31') and v.sent_to >= s.first_day
),
balanced as (
    select *,
        coalesce(owed_by_insurance(outcome, charge, written_off, is_self_pay), 0) AS insurance,
        coalesce(owed_by_patient(outcome, charge, patient_resp, patient_paid, written_off, is_self_pay), 0) AS patient
    from dated
)
select episode_key, first_day, last_day, file_id, row_no, practice, location, provider, patient_id, claim_id, line_no, payer, payer_no,
    rule_payer_no, cut_no, dos, submit_date, answer_date, cpt,
    case when insurance > 0 then case when outcome = 'denied' then 'denied' else 'unanswered' end
        when patient < 0 then 'credit' when is_self_pay then 'self pay' else 'patient share' end AS state,
    case when insurance > 0 then 'insurance' else 'patient' end AS responsible,
    case when is_self_pay then dos else responsible_since end AS responsible_since,
    cast(insurance AS decimal(12, 2)) AS insurance_balance,
    cast(greatest(patient, 0) AS decimal(12, 2)) AS patient_balance,
    cast(greatest(-patient, 0) AS decimal(12, 2)) AS credit
from balanced
where insurance <> 0 or patient <> 0
