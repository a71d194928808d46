-- one row per submitted line (837P) that no billing row has, and whose patient the billing export knows under its own number
-- key: row_key
-- inputs: billing_row, submitted_bill, submitted_match
-- step: per patient
-- rule: the patient, place and payer of the billing row that another line of the claim was sent for; else the one billed patient
-- with the same member id or name. Else the line keeps what its claim says.
with left_over as (
    select * from submitted_bill
    where row_key not in (select submitted_key from submitted_match) and exists (select 1 from billing_row)
),
by_claim as (
    select s.claim_key, min(m.billing_key) AS billing_key
    from submitted_match AS m
    join submitted_bill AS s on s.row_key = m.submitted_key
    group by s.claim_key
),
person as (
    select person, min(row_key) AS billing_key
    from (
        select row_key, practice, patient_id,
            unnest(list_distinct([lower(member_id), lower(patient_id), name_words(patient_name)])) AS person
        from billing_row
        where not is_duplicate and exists (select 1 from left_over)
    )
    where person is not null
    group by person
    having count(distinct (practice, patient_id)) = 1
),
found as (
    select l.row_key, c.billing_key, true AS is_same_claim
    from left_over AS l
    join by_claim AS c on c.claim_key = l.claim_key
    union all
    select l.row_key, coalesce(m.billing_key, n.billing_key), false
    from left_over AS l
    left join person AS m on m.person = lower(l.member_id)
    left join person AS n on n.person = name_words(l.patient_name)
    where l.claim_key not in (select claim_key from by_claim) and coalesce(m.billing_key, n.billing_key) is not null
)
select f.row_key, b.practice, b.patient_id, case when f.is_same_claim then b.location end AS location,
    case when f.is_same_claim then b.payer_name end AS payer_name, case when f.is_same_claim then b.payer_id end AS payer_id,
    case when f.is_same_claim then b.payer_class end AS payer_class, f.is_same_claim
from found AS f
join billing_row AS b on b.row_key = f.billing_key
