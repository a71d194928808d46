-- one row: what was collected of what was charged and allowed, per visit and per unit
-- inputs: ledger_line, set_aside, episode, receivable, mature_to
-- rule: expected = charges less contractual adjustments: what was allowed, or what is expected where nobody answered or the
-- payer refused; a denial stays in it. What the payer allowed too little is the underpayment rate's. *_mature: dates of service
-- up to mature_to, so that money still on its way isn't taken for lost. A visit: one patient, day, payer and discipline;
-- lines without a charge, exact duplicates and what is paid by the head (capitated) are none.
with mature as (
    select coalesce(max(mature_to), date '1900-01-01') AS last_day from mature_to
),
money as (
    select count(*) filter (where l.dos <= m.last_day) AS lines_mature,
        count(*) filter (where l.dos > m.last_day) AS lines_younger,
        sum(l.collected) filter (where l.dos <= m.last_day) AS collected_mature,
        sum(l.collected + l.denied + l.written_off + l.open_insurance + l.open_patient + l.unexplained) AS expected,
        sum(l.collected + l.denied + l.written_off + l.open_insurance + l.open_patient + l.unexplained)
            filter (where l.dos <= m.last_day) AS expected_mature,
        sum(l.denied + l.open_insurance + l.open_patient) AS denied_and_open
    from ledger_line AS l
    cross join mature AS m
    where l.episode_key is not null and selected(l.cut_no, l.dos, l.submit_date, l.answer_date, $filter)
),
visit as (
    select dos, sum(units) AS units, sum(charge) AS charge, count(*) AS lines,
        sum(case when is_patients then least(greatest(patient_paid, 0), patient_resp) end) AS patient_paid,
        sum(case when is_patients then patient_resp end) AS patient_resp,
        count(*) filter (where is_patients) AS patient_lines
    from (
        select *, patient_resp > 0 and coalesce(payer_class, '') <> 'self_pay' AS is_patients
        from episode
        where not is_void and coalesce(outcome, '') not in ('duplicate', 'capitated') and coalesce(charge, 1) > 0
            and selected(cut_no, dos, submit_date, answer_date, $filter)
    )
    group by patient_no, dos, payer_no, discipline
),
counted as (
    select count(*) AS visits, count(v.units) AS visits_with_units, sum(v.units) AS units,
        coalesce(sum(v.lines), 0) AS lines, count(*) filter (where v.dos <= m.last_day) AS visits_mature,
        sum(v.units) filter (where v.dos <= m.last_day) AS units_mature,
        sum(v.charge) filter (where v.dos <= m.last_day) AS charges_mature,
        sum(v.patient_paid) filter (where v.dos <= m.last_day) AS patient_paid_mature,
        sum(v.patient_resp) filter (where v.dos <= m.last_day) AS patient_resp_mature,
        coalesce(sum(v.patient_lines) filter (where v.dos <= m.last_day), 0) AS patient_lines_mature
    from visit AS v
    cross join mature AS m
),
owed as (
    select count(*) filter (where insurance_balance + patient_balance > 0) AS lines_owed
    from receivable
    where selected(cut_no, dos, submit_date, answer_date, $filter)
),
unpriced as (
    select count(*) AS lines_unpriced
    from set_aside
    where reason = 'no price' and selected(cut_no, dos, submit_date, answer_date, $filter)
),
given_up as (   -- few rows; in the ledger's dollars: the part of the denied amount that was written off of the charge
    select coalesce(sum(a.amount), 0) AS denied_written_off,
        coalesce(sum(a.amount) filter (where a.dos <= m.last_day), 0) AS denied_written_off_mature
    from (
        select e.dos, cast(round(l.denied * least(e.written_off / nullif(e.charge, 0), 1), 2) AS decimal(12, 2)) AS amount
        from episode AS e
        join ledger_line AS l on l.episode_key = e.episode_key
        where e.written_off > 0 and e.outcome = 'denied' and not e.is_void
            and selected(e.cut_no, e.dos, e.submit_date, e.answer_date, $filter)
    ) AS a
    cross join mature AS m
)
select m.*, c.*, o.lines_owed, u.lines_unpriced, g.denied_written_off, g.denied_written_off_mature,
    m.denied_and_open - g.denied_written_off AS open_expected, d.last_day AS mature_to
from money AS m
cross join mature AS d
cross join counted AS c
cross join owed AS o
cross join unpriced AS u
cross join given_up AS g
