-- one row per billed line with a balance on $day, the largest first: who owes it, since when, and until when something can be done
-- inputs: balance_span, payer_day, denial, input_file, setting
-- $day: a date, or empty for the as-of day; $basis: service | submission | responsibility, the date a balance ages from
-- $shown: of so many rows, the first ones, the rest is joined; null: of all
-- deadline: of filing while unanswered, of the appeal or the corrected claim while denied; none for what a patient owes
with asked as (
    select as_of, coalesce(try_cast($day AS date), as_of) AS day from setting
),
chosen as (
    select b.*, b.insurance_balance + b.patient_balance AS balance, a.day,
        date_diff('day', ages_from($basis, b.dos, b.submit_date, b.responsible_since), a.day) AS age
    from balance_span AS b
    cross join asked AS a
    where counts_on(a.day, a.as_of, b.first_day, b.last_day)
        and b.insurance_balance + b.patient_balance > 0
        and selected(b.cut_no, b.dos, b.submit_date, b.answer_date, $filter)
),
first as (
    select * from chosen
    order by balance desc, age desc, claim_id, line_no, episode_key
    limit $shown
)
select o.claim_id, o.line_no, o.patient_id, o.payer, o.provider, o.location, o.dos, o.submit_date, o.cpt,
    greatest(o.age, 0) AS age,
    age_bucket(o.age) AS bucket,
    o.state, o.responsible, o.responsible_since, o.insurance_balance, o.patient_balance, o.balance,
    case o.state when 'unanswered' then o.dos + cast(p.timely_filing_days AS integer) when 'denied' then d.deadline end AS deadline,
    cast(o.episode_key AS varchar) AS episode_key, f.name AS file, o.row_no
from first AS o
left join payer_day AS p on p.rule_payer_no = o.rule_payer_no and p.dos = o.dos
left join denial AS d on d.episode_key = o.episode_key
left join input_file AS f on f.file_id = o.file_id
order by o.balance desc, o.age desc, o.claim_id, o.line_no, o.episode_key
