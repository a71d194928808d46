-- one row per patient, calendar year and bucket (PT+SLP or OT): how far the therapy threshold is used
-- key: year, bucket, patient_id, payer
-- inputs: threshold_patient, threshold_line
-- the 200 of each year and bucket with most; place: a step of seven, so that dots of near sums stand beside each other; bucket_patients,
-- opening_patients, bucket_without_price: of all of the year and bucket. A patient's year is shown whole where one of its lines is in the
-- filter, whose dates mean whole calendar years here.
with chosen as (
    select p.*
    from threshold_patient AS p
    where exists (
        select 1
        from threshold_line AS l
        where l.patient_no = p.patient_no and l.rule_payer_no = p.rule_payer_no and l.year = p.year and l.bucket = p.bucket
            and selected(l.cut_no, l.dos, l.submit_date, l.answer_date, whole_years($filter)))
),
bucket_sum as (
    select year, bucket, count(*) AS bucket_patients, count(*) filter (where has_opening) AS opening_patients,
        sum(lines_without_price) AS bucket_without_price
    from chosen
    group by year, bucket
),
ranked as (
    select *, row_number() over (partition by year, bucket order by total desc, patient_no, rule_payer_no) AS rank
    from chosen
    qualify rank <= 200
)
select r.year, r.bucket, r.patient_id, r.payer, r.total, r.threshold, r.review, r.visits_left, r.is_assumed, s.bucket_patients,
    s.opening_patients, s.bucket_without_price, r.rank * 3 % 7 AS place,
    case when r.is_beyond_review then 'threshold_review' when r.is_over then 'threshold_over'
        when r.is_near then 'threshold_near' else 'threshold_below' end AS state
from ranked AS r
join bucket_sum AS s on s.year = r.year and s.bucket = r.bucket
order by r.year desc, r.bucket desc, r.total desc, r.patient_id
