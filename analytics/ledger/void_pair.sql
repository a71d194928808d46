-- one row per billing row that a void takes out: the negative row and the charge it cancels, and rows a void (837P) was sent for
-- key: row_key
-- inputs: billing_source
-- step: per patient
-- rule: a negative charge (or negative units without a charge) cancels the first row of the same patient, date, code, payer and
-- amount that no other void has cancelled; both leave before any rate or balance. A void without its charge stays and is a credit.
with signed as (
    select row_key, coalesce(charge, 0) < 0 or (charge is null and units < 0) AS is_void, practice, patient_id, dos, cpt,
        payer_name, abs(coalesce(charge, units)) AS amount
    from billing_source
),
placed as (
    select *, row_number() over (
        partition by practice, patient_id, dos, cpt, payer_name, amount, is_void order by row_key) AS place
    from signed
    where (patient_id, dos, cpt) in (select (patient_id, dos, cpt) from signed where is_void)
)
select unnest([v.row_key, c.row_key]) AS row_key
from placed AS v
join placed AS c
    on v.is_void and not c.is_void and c.place = v.place and c.amount = v.amount
    and c.patient_id = v.patient_id and c.dos = v.dos and c.cpt = v.cpt
    and c.practice is not distinct from v.practice and c.payer_name is not distinct from v.payer_name
union
select row_key from billing_source where coalesce(is_voided, false)
