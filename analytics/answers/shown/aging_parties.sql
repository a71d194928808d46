-- one row per age bucket: what insurers and what patients owe
select bucket, sum(insurance_balance) AS insurance_balance, sum(patient_balance) AS patient_balance,
    count(*) filter (where insurance_balance > 0) AS insurance_lines, count(*) filter (where patient_balance > 0) AS patient_lines
from receivable
where selected(payer, provider, location, cpt, dos, $filter)
group by bucket
order by bucket
