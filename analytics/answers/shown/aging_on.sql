-- one row per payer, provider or location ($by; 'all': one for everything) and age bucket that holds a balance or a credit on $day
-- inputs: balance_span, setting
-- $day: a date, or empty for the as-of day; $basis: service | submission | responsibility, the date a balance ages from
-- rule: lines and claims are those with a balance, a claim once per bucket, and once for each party that owes some of it; a credit
-- is in no balance. place: 1 has the largest balance. Without a date of submission a line ages from its date of service.
with asked as (
    select as_of, coalesce(try_cast($day AS date), as_of) AS day from setting
),
owed as (
    select case $by when 'provider' then b.provider when 'location' then b.location when 'all' then 'all' else b.payer end
            AS name,
        coalesce(b.claim_id, b.patient_id || b.dos::varchar) AS claim, b.insurance_balance, b.patient_balance, b.credit,
        date_diff('day', ages_from($basis, b.dos, b.submit_date, b.responsible_since), a.day) AS age
    from balance_span AS b
    cross join asked AS a
    where counts_on(a.day, a.as_of, b.first_day, b.last_day)
        and selected(b.cut_no, b.dos, b.submit_date, b.answer_date, $filter)
),
per_claim as (   -- a claim with lines of one age: counted once, however many they are
    select name, claim,
        age_bucket(age) AS bucket,
        count(*) filter (where insurance_balance > 0) AS insurance_lines,
        count(*) filter (where patient_balance > 0) AS patient_lines,
        sum(insurance_balance) AS insurance_balance, sum(patient_balance) AS patient_balance, sum(credit) AS credit
    from owed
    group by name, claim, bucket
),
bucketed as (
    select coalesce(name, 'not stated') AS name, bucket,
        cast(sum(insurance_lines + patient_lines) AS bigint) AS lines,
        count(*) filter (where insurance_lines + patient_lines > 0) AS claims,
        cast(sum(insurance_lines) AS bigint) AS insurance_lines, count(*) filter (where insurance_lines > 0) AS insurance_claims,
        cast(sum(patient_lines) AS bigint) AS patient_lines, count(*) filter (where patient_lines > 0) AS patient_claims,
        sum(insurance_balance) AS insurance_balance, sum(patient_balance) AS patient_balance,
        sum(insurance_balance + patient_balance) AS balance, sum(credit) AS credit
    from per_claim
    group by 1, 2
),
summed as (
    select *, sum(balance) over (partition by name) AS name_balance,
        cast(sum(claims) over (partition by name) AS bigint) AS name_claims
    from bucketed
)
select *, dense_rank() over (order by name_balance desc, name) AS place
from summed
order by place, cast(regexp_extract(bucket, '^\d+') AS integer)
