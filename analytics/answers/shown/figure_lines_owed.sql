-- one row per line with a balance or a credit on $day behind a figure of receivables, the largest amount first
-- inputs: balance_span, setting
-- $part: insurance | patient | total | gross (less credits) | over_90 | over_120 | credits | unanswered (lines); $bucket: an age bucket, empty = all
-- $day: a date, or empty for the as-of day; $basis: service | submission | responsibility, the date a balance ages from
-- line: the line's episode, as text, to tell its story by
with asked as (
    select as_of, coalesce(try_cast($day AS date), as_of) AS day from setting
),
owed as (
    select b.*, date_diff('day', ages_from($basis, b.dos, b.submit_date, b.responsible_since), a.day) AS age
    from balance_span AS b
    cross join asked AS a
    where counts_on(a.day, a.as_of, b.first_day, b.last_day)
        and selected(b.cut_no, b.dos, b.submit_date, b.answer_date, $filter)
),
counted as (
    select *, age_bucket(age) AS bucket, case $part
            when 'insurance' then insurance_balance
            when 'patient' then patient_balance
            when 'total' then insurance_balance + patient_balance
            when 'gross' then insurance_balance + patient_balance - credit
            when 'over_90' then case when age > 90 then insurance_balance + patient_balance end
            when 'over_120' then case when age > 120 then insurance_balance + patient_balance end
            when 'credits' then credit
            when 'unanswered' then case when state = 'unanswered' then 1 end end AS amount
    from owed
)
select cast(episode_key AS varchar) AS line, patient_id, dos, payer, provider, cpt, claim_id, line_no, greatest(age, 0) AS age, bucket, state AS said,
    insurance_balance, patient_balance, credit, amount
from counted
where amount <> 0 and ($bucket = '' or bucket = $bucket)
order by abs(amount) desc, insurance_balance + patient_balance desc, dos, episode_key
