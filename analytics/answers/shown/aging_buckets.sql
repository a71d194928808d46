-- one row per payer and age bucket: open lines and claims, insurance and patient balance; the 15 payers with most are kept
select payer, bucket, count(*) AS lines, count(distinct claim_id) AS claims, sum(insurance_balance) AS insurance_balance,
    sum(patient_balance) AS patient_balance, sum(insurance_balance + patient_balance) AS balance,
    sum(sum(insurance_balance + patient_balance)) over (partition by payer) AS payer_balance,
    sum(insurance_balance + patient_balance) filter (where bucket in ('91-120', '121+')) AS over_90
from receivable
where insurance_balance + patient_balance > 0 and selected(payer, provider, location, cpt, dos, $filter)
group by payer, bucket
qualify dense_rank() over (order by payer_balance desc, payer) <= 15
order by payer_balance, payer, bucket
