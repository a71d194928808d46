-- one row per accepted row of a billing table, as billing_row wants it
with accepted as (
    select *
    from work_value
    where ordinal not in (select ordinal from work_fault)
)
, span as ( -- start and end tell a line's minutes only where no other line of the day has the same ones
    select *,
        case
            when minutes is null and end_time > start_time
                and count(*) over (partition by patient_id, dos, start_time, end_time) = 1
                then date_diff('minute', start_time, end_time)
        end as minutes_between
    from accepted
)
, marked as (
    select *,
        list_concat(
            code_modifiers(cpt_text), coalesce(modifiers, []), coalesce(modifier_1, []), coalesce(modifier_2, []),
            coalesce(modifier_3, []), coalesce(modifier_4, [])
        ) as marks
    from span
)
select
    ordinal, sheet, row_no, practice, location, patient_id,
    coalesce(patient_name, full_name(patient_last, patient_first)) as patient_name,
    dob, member_id, claim_id, line_no, claim_frequency, dos, cpt,
    case when (select tells_modifiers from work_shape) then ordered_set(marks) end as modifiers,
    units, coalesce(minutes, minutes_between) as minutes, assistant_minutes, start_time, end_time,
    charge, patient_paid, payer_name, payer_id, payer_class, payer_order,
    rendering_provider, rendering_npi, provider_credential, discipline,
    case
        when coalesce(dx1, dx2, dx3, dx4) is not null
            then regexp_split_to_array(upper(concat_ws(',', dx1, dx2, dx3, dx4)), '\s*[,;|]\s*|\s+')
    end as dx,
    pos, auth_number, submit_date, note_text
from marked
