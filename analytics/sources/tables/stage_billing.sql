-- one row per accepted row of a billing table, as billing_row wants it
with accepted as (
    select *
    from temp_value
    where ordinal not in (select ordinal from temp_fault where fatal)
)
, span as ( -- start and end tell a line's minutes only where no other line of the day has the same ones
    select min(ordinal) as ordinal, date_diff('minute', start_time, end_time) as minutes_between
    from accepted
    where end_time > start_time
    group by patient_id, dos, start_time, end_time
    having count(*) = 1
)
select
    accepted.ordinal, sheet, row_no, practice, location, patient_id,
    coalesce(patient_name, full_name(patient_last, patient_first)) as patient_name,
    dob, member_id, claim_id, line_no, claim_frequency, dos, cpt,
    case
        when (select tells_modifiers from temp_shape)
            then ordered_set(list_concat(cpt_marks, modifiers, modifier_1, modifier_2, modifier_3, modifier_4, modifier_5))
    end as modifiers,
    units, coalesce(minutes, minutes_between) as minutes, assistant_minutes, start_time, end_time,
    case when minutes is not null then 'stated' when minutes_between is not null then 'times' end as minutes_basis,
    charge, patient_paid, written_off, payer_name, payer_id, payer_class, payer_order,
    rendering_provider, rendering_npi, provider_credential, supervising_provider, discipline,
    case
        when coalesce(dx2, dx3, dx4) is null and not regexp_matches(dx1, '[,;| ]') then [upper(dx1)]
        when coalesce(dx1, dx2, dx3, dx4) is not null
            then regexp_split_to_array(upper(concat_ws(',', dx1, dx2, dx3, dx4)), '\s*[,;|]\s*|\s+')
    end as dx,
    pos, auth_number, submit_date, note_text
from accepted
left join span on span.ordinal = accepted.ordinal
