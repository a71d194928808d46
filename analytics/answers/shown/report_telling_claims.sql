-- one row per claim number that holds the id of its patient: a file without patients cannot show it as it stands
-- inputs: billed_line
select distinct claim_id, patient_id
from billed_line
where contains(claim_id, patient_id) and patient_id <> ''
order by claim_id, patient_id
