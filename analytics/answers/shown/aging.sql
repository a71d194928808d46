-- one row per payer and age bucket that holds a balance
-- key: payer, bucket
-- inputs: receivable
select payer, bucket, count(*) AS lines, count(distinct coalesce(claim_id, patient_id || dos::varchar)) AS claims,
    sum(insurance_balance) AS insurance_balance, sum(patient_balance) AS patient_balance, sum(credit) AS credit
from receivable
where insurance_balance + patient_balance + credit > 0 and selected(cut_no, dos, submit_date, answer_date, $filter)
group by payer, bucket
order by payer, cast(regexp_extract(bucket, '^\d+') AS integer)
