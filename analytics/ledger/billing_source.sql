-- one row per row of the billing exports; where no billing file is loaded, one per service line that remittances name
-- key: row_key
-- inputs: billing_row, remitted_line
-- step: merge (asks whether there is any billing row at all)
-- rule: without a billing export the remittance is all that is known of a line; its first answer then stands for the bill, so
-- that denials and payments can be studied from remittances alone. Unanswered lines and minutes cannot.
with stand_in as (
    select min(remitted_key) AS row_key
    from (
        select *, row_number() over (
            partition by claim_key, cpt, list_sort(coalesce(modifiers, [])), charge order by remitted_key) AS place
        from remitted_line
    )
    where cpt is not null and dos is not null and coalesce(status, '') not in ('2', '3', '20', '21')
        and not exists (select 1 from billing_row)
    group by lower(payer_name), claim_id,
        coalesce(line_control, cpt || array_to_string(list_sort(coalesce(modifiers, [])), ' ') || charge || ' ' || place)
)
select * from billing_row where not is_duplicate
union all by name
select r.remitted_key AS row_key, r.file_id, r.row_no, false AS is_duplicate,
    coalesce(r.stated_patient_id, r.patient_record_id, r.patient_member_id, r.subscriber_member_id, r.claim_id) AS patient_id,
    r.claim_id, r.line_control AS line_no, r.dos, r.cpt, r.modifiers, coalesce(r.units, 1) AS units, r.charge,
    r.payer_name, r.payer_id, r.rendering_name AS rendering_provider
from stand_in AS s
join remitted_line AS r on r.remitted_key = s.row_key
