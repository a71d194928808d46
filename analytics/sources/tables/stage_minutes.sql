-- one row per accepted row of a minutes table, as minutes_row wants it
with accepted as (
    select *
    from work_value
    where ordinal not in (select ordinal from work_fault)
)
, span as ( -- start and end tell a code's minutes only where no other row of the day has the same ones
    select *,
        case
            when minutes is null and cpt is not null and end_time > start_time
                and count(*) over (partition by patient_id, dos, start_time, end_time) = 1
                then date_diff('minute', start_time, end_time)
        end as minutes_between
    from accepted
)
select
    ordinal, sheet, row_no, practice, location, patient_id,
    coalesce(patient_name, full_name(patient_last, patient_first)) as patient_name,
    dos, cpt, coalesce(minutes, minutes_between) as minutes, total_timed_minutes, assistant_minutes,
    start_time, end_time, discipline, rendering_provider, provider_credential, note_text
from span
