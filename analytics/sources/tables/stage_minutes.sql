-- one row per accepted row of a minutes table, as minutes_row wants it
with accepted as (
    select *
    from temp_value
    where ordinal not in (select ordinal from temp_fault where fatal)
)
, span as ( -- start and end tell a code's minutes only where no other row of the day has the same ones
    select min(ordinal) as ordinal, date_diff('minute', start_time, end_time) as minutes_between
    from accepted
    where cpt is not null and end_time > start_time
    group by patient_id, dos, start_time, end_time
    having count(*) = 1
)
select
    accepted.ordinal, sheet, row_no, practice, location, patient_id,
    coalesce(patient_name, full_name(patient_last, patient_first)) as patient_name,
    dos, cpt, coalesce(minutes, minutes_between) as minutes, total_timed_minutes, assistant_minutes,
    start_time, end_time,
    case
        when coalesce(minutes, total_timed_minutes) is not null then 'stated'
        when minutes_between is not null then 'times'
    end as minutes_basis,
    discipline, rendering_provider, provider_credential, note_text
from accepted
left join span on span.ordinal = accepted.ordinal
