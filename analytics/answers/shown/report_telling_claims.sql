-- one row per claim number that holds the id of a patient: a file without patients cannot show it as it stands
-- inputs: billed_line, submitted_bill, remitted_line, patient
-- A number that only a remittance has does not say whose it is: there a part of it that is the id of any patient tells, from 6 signs on.
with remitted as (
    select distinct claim_id, stated_patient_id from remitted_line
),
part as (
    select distinct claim_id, unnest(regexp_split_to_array(claim_id, '[^A-Za-z0-9]+')) AS part from remitted
),
telling as (
    select claim_id, patient_id from billed_line where contains(claim_id, patient_id)
    union
    select claim_id, patient_id from submitted_bill where contains(claim_id, patient_id)
    union
    select claim_id, stated_patient_id from remitted where contains(claim_id, stated_patient_id)
    union
    select t.claim_id, p.patient_id
    from part AS t
    join patient AS p on p.patient_id = t.part
    where length(t.part) >= 6
)
select claim_id, patient_id
from telling
where patient_id <> ''
order by claim_id, length(patient_id) desc, patient_id
