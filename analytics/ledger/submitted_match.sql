-- one row per submitted service line (837P) and the billing row it was sent for
-- key: submitted_key; billing_key (several claims may have been sent for one billing row)
-- inputs: billing_row, submitted_bill
-- step: per patient
-- rule: claim id + line number or control number + code; then claim id + date + code, in the order they stand; then claim id and
-- line number (or code) of claims that are of one day on both sides, though code or date differ; then, for claims
-- whose id no billing row knows, patient's name or member id + date + code + charge. What is left was billed by claim only.
with billed as (
    select row_key, claim_id, line_no, cpt, dos, charge, payer_order,
        regexp_replace(lower(claim_id || line_no), '[^a-z0-9]', '', 'g') AS control,
        [lower(member_id), lower(patient_id), name_words(patient_name)] AS persons
    from billing_row
    where not is_duplicate and coalesce(charge, units) >= 0
        and not is_later_payer(payer_order) and exists (select 1 from submitted_bill)
),
sent as (
    select row_key, claim_id, line_no, line_control, cpt, dos, charge,
        regexp_replace(lower(line_control), '[^a-z0-9]', '', 'g') AS control, [lower(member_id), lower(patient_id), name_words(patient_name)] AS persons
    from submitted_bill
    where not is_later_payer(payer_order)
),
by_line as (
    select s.row_key AS submitted_key, min(b.row_key) AS billing_key, 'claim+line' AS method
    from sent AS s
    join billed AS b
        on b.claim_id = s.claim_id and b.cpt = s.cpt and b.dos = s.dos
        and (b.line_no in (s.line_no, s.line_control) or b.control = s.control)
    group by s.row_key
),
by_code as (
    select s.row_key, b.row_key AS billing_key, 'claim+date+code' AS method
    from (select *, row_number() over (partition by claim_id, dos, cpt order by row_key) AS k
        from sent where row_key not in (select submitted_key from by_line)) AS s
    join (select *, row_number() over (partition by claim_id, dos, cpt order by row_key) AS k
        from billed where row_key not in (select billing_key from by_line)) AS b
        on b.claim_id = s.claim_id and b.dos = s.dos and b.cpt = s.cpt and b.k = s.k
),
one_day as (   -- claims of one day on both sides: their number names the claim even where date or code were mended on one
    select s.claim_id
    from (select claim_id from sent group by claim_id having count(distinct dos) = 1) AS s
    join (select claim_id from billed group by claim_id having count(distinct dos) = 1) AS b on b.claim_id = s.claim_id
),
rest_sent as (
    select * from sent
    where claim_id in (select claim_id from one_day) and row_key not in (select submitted_key from by_line)
        and row_key not in (select row_key from by_code)
),
rest_billed as (
    select * from billed
    where claim_id in (select claim_id from one_day) and row_key not in (select billing_key from by_line)
        and row_key not in (select billing_key from by_code)
),
by_number as (
    select s.row_key, min(b.row_key) AS billing_key, 'claim+line, code or date differs' AS method
    from rest_sent AS s
    join rest_billed AS b
        on b.claim_id = s.claim_id and (b.line_no in (s.line_no, s.line_control) or b.control = s.control)
    group by s.row_key
    union all
    select s.row_key, b.row_key, 'claim+code, date differs'
    from (select *, row_number() over (partition by claim_id, cpt order by row_key) AS k from rest_sent) AS s
    join (select *, row_number() over (partition by claim_id, cpt order by row_key) AS k
        from rest_billed where line_no is null) AS b
        on b.claim_id = s.claim_id and b.cpt = s.cpt and b.k = s.k
),
named_sent as (
    select row_key, dos, cpt, charge, person, row_number() over (partition by person, dos, cpt, charge order by row_key) AS k
    from (select *, unnest(list_distinct(persons)) AS person from sent
        where coalesce(claim_id, '') not in (select claim_id from billed where claim_id is not null))
    where person is not null
),
named_billed as (
    select row_key, dos, cpt, charge, person, row_number() over (partition by person, dos, cpt, charge order by row_key) AS k
    from (select *, unnest(list_distinct(persons)) AS person from billed)
    where person is not null
),
by_person as (
    select s.row_key, min(b.row_key), 'patient+date+code+charge'
    from named_sent AS s
    join named_billed AS b
        on b.person = s.person and b.dos = s.dos and b.cpt = s.cpt and b.charge = s.charge and b.k = s.k
    group by s.row_key
)
select * from by_line
union all select * from by_code
union all select * from by_number
union all select * from by_person
