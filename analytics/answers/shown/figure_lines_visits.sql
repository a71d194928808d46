-- one row per billed visit (one patient, day, payer and discipline), the most dollars first
-- inputs: episode, mature_to
-- $part: units (units billed) | patient_paid (of what was left to the patient, mature days) | without_units
-- rule: as kpi_money: no voids, duplicates, lines without a charge, or what is paid by the head
-- $shown: of so many rows, the first ones, the rest is joined; null: of all
-- line: its first line, as text, to tell its story by
with line as (
    select *, patient_resp > 0 and coalesce(payer_class, '') <> 'self_pay' AS is_patients
    from episode
    where not is_void and coalesce(outcome, '') not in ('duplicate', 'capitated') and coalesce(charge, 1) > 0
        and selected(cut_no, dos, submit_date, answer_date, $filter)
),
visit as (
    select min(episode_key) AS line, patient_no, dos, payer_no, discipline, count(*) AS lines, sum(units) AS units, sum(charge) AS charge, sum(case when is_patients then patient_resp end) AS patient_resp,
        sum(case when is_patients then least(greatest(patient_paid, 0), patient_resp) end) AS patient_paid
    from line
    group by patient_no, dos, payer_no, discipline
),
counted as (
    select *, case $part when 'units' then units when 'without_units' then case when units is null then 1 end
            else case when dos <= (select coalesce(max(mature_to), date '1900-01-01') from mature_to) then patient_paid end end AS amount
    from visit
),
chosen as (
    select * from counted
    where amount <> 0
),
first as (
    select * from chosen
    order by charge desc nulls last, dos, line
    limit $shown
),
told as (
    select f.line, min(l.patient_id) AS patient_id, min(l.payer) AS payer, min(l.provider) AS provider
    from first AS f
    join line AS l on l.patient_no = f.patient_no and l.dos = f.dos and l.payer_no = f.payer_no and l.discipline is not distinct from f.discipline
    group by f.line
)
select cast(c.line AS varchar) AS line, t.patient_id, c.dos, t.payer, t.provider, c.lines, c.units, c.charge, c.patient_resp, c.patient_paid, c.amount
from first AS c
join told AS t on t.line = c.line
order by c.charge desc nulls last, c.dos, c.line
