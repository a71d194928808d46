-- one row per payer and age bucket: open lines and claims, insurance and patient balance; the 15 payers with most are kept
-- inputs: receivable
with bucketed as (
    select payer, bucket, count(*) AS lines, count(distinct coalesce(claim_id, patient_id || dos::varchar)) AS claims,
        sum(insurance_balance) AS insurance_balance, sum(patient_balance) AS patient_balance,
        sum(insurance_balance + patient_balance) AS balance
    from receivable
    where insurance_balance + patient_balance > 0 and selected(payer, provider, location, cpt, dos, $filter)
    group by payer, bucket
),
summed as (
    select *, sum(balance) over (partition by payer) AS payer_balance from bucketed
)
select *
from summed
qualify dense_rank() over (order by payer_balance desc, payer) <= 15
order by payer_balance, payer, bucket
