-- one row per billed line on which a patient stands in credit on $day, the largest first; a credit is never set against a balance
-- inputs: balance_span, episode, input_file, setting
-- $day: a date, or empty for the as-of day
with asked as (
    select as_of, coalesce(try_cast($day AS date), as_of) AS day from setting
)
select b.patient_id, b.claim_id, b.line_no, b.payer, b.provider, b.location, b.dos, b.cpt, b.credit, b.first_day AS credit_since,
    e.charge, e.patient_paid, cast(b.episode_key AS varchar) AS episode_key, f.name AS file, e.row_no
from balance_span AS b
cross join asked AS a
join episode AS e on e.episode_key = b.episode_key
left join input_file AS f on f.file_id = e.file_id
where b.credit > 0
    and counts_on(a.day, a.as_of, b.first_day, b.last_day)
    and selected(b.cut_no, b.dos, b.submit_date, b.answer_date, $filter)
order by b.credit desc, b.dos, b.patient_id, b.claim_id, b.line_no
