-- one row per patient, payer, calendar year and bucket (PT+SLP or OT) with a therapy threshold: how far it is used
-- key: patient_no, rule_payer_no, year, bucket
-- inputs: threshold_line, patient
-- step: per patient
-- rule: what remains, divided by the average that a visit counts, is how many whole visits fit below the threshold; a patient
-- is near where two or fewer do. has_opening false: care elsewhere counts too and is not in these files. crossed_on: the date
-- of service of the line that took the sum above the threshold; null where none did, or an opening balance alone.
with summed as (
    select patient_no, rule_payer_no, payer, year, bucket, any_value(threshold) AS threshold, any_value(review) AS review,
        bool_or(is_assumed) AS is_assumed, any_value(opening) AS opening,
        cast(coalesce(any_value(opening), 0) + sum(coalesce(amount, 0)) AS decimal(12, 2)) AS total,
        cast(coalesce(sum(amount) filter (where is_estimated), 0) AS decimal(12, 2)) AS estimated,
        count(distinct visit_key) filter (where amount > 0) AS visits,
        cast(round(sum(amount) / nullif(count(distinct visit_key) filter (where amount > 0), 0), 2) AS decimal(12, 2))
            AS per_visit,
        min(dos) filter (where running_before <= threshold and running_after > threshold) AS crossed_on,
        count(*) filter (where is_over) AS lines_over,
        count(*) filter (where is_over and not list_contains(modifiers, 'KX')) AS lines_over_without_kx,
        count(*) filter (where countable is null) AS lines_without_price,
        max(dos) AS last_dos
    from threshold_line
    group by patient_no, rule_payer_no, payer, year, bucket
),
measured as (
    select *, coalesce(total > threshold, false) AS is_over, cast(greatest(threshold - total, 0) AS decimal(12, 2)) AS remaining,
        cast(floor(greatest(threshold - total, 0) / nullif(per_visit, 0)) AS integer) AS visits_left
    from summed
)
select k.practice, k.patient_id, m.patient_no, m.rule_payer_no, m.payer, m.year, m.bucket, m.opening, m.total, m.estimated,
    m.threshold, m.review, m.remaining, m.visits, m.per_visit, m.visits_left, m.is_over,
    coalesce(not m.is_over and m.visits_left <= 2, false) AS is_near, m.crossed_on,
    coalesce(m.total > m.review, false) AS is_beyond_review, m.opening is not null AS has_opening, m.is_assumed, m.lines_over,
    m.lines_over_without_kx, m.lines_without_price, m.last_dos
from measured AS m
join patient AS k on k.patient_no = m.patient_no
