-- one row per billed visit (one patient, day, payer and discipline), the most dollars first
-- inputs: episode, mature_to
-- $part: units (units billed) | patient_paid (of what was left to the patient, mature days) | without_units
-- rule: as kpi_money: no voids, duplicates, lines without a charge, or what is paid by the head
-- line: its first line, as text, to tell its story by
with line as (
    select *, patient_resp > 0 and coalesce(payer_class, '') <> 'self_pay' AS is_patients
    from episode
    where not is_void and coalesce(outcome, '') not in ('duplicate', 'capitated') and coalesce(charge, 1) > 0
        and selected(cut_no, dos, submit_date, answer_date, $filter)
),
visit as (
    select min(episode_key) AS line, min(patient_id) AS patient_id, dos, min(payer) AS payer, min(provider) AS provider, count(*) AS lines,
        sum(units) AS units, sum(charge) AS charge, sum(case when is_patients then patient_resp end) AS patient_resp,
        sum(case when is_patients then least(greatest(patient_paid, 0), patient_resp) end) AS patient_paid
    from line
    group by patient_no, dos, payer_no, discipline
),
counted as (
    select *, case $part when 'units' then units when 'without_units' then case when units is null then 1 end
            else case when dos <= (select coalesce(max(mature_to), date '1900-01-01') from mature_to) then patient_paid end end AS amount
    from visit
)
select cast(line AS varchar) AS line, patient_id, dos, payer, provider, lines, units, charge, patient_resp, patient_paid, amount
from counted
where amount <> 0
order by charge desc nulls last, dos, counted.line
