-- one row per documented time of an earlier file that file $file_id holds with other content: row_key
-- rule: the same patient, date, code, discipline and therapist, where at least half of the rows the new file has for the days
-- of the earlier one stand there with the same minutes: then it is the same export made again, and not another therapist's.
-- Rows it says in the same words are duplicates already, and neither correct nor are corrected.
with line as (
    select row_key, file_id, is_duplicate, practice, patient_id, dos, cpt, discipline, rendering_provider,
        minutes, total_timed_minutes
    from minutes_row
    where not is_duplicate or file_id = $file_id
)
, fresh as (
    select * from line where file_id = $file_id
)
, known as (
    select * from line
    where file_id < $file_id and not is_duplicate and dos between (select min(dos) from fresh) and (select max(dos) from fresh)
)
, span as (
    select file_id, min(dos) as first_day, max(dos) as last_day from known group by file_id
)
, same as ( -- times of the new file that an earlier one has
    select distinct k.file_id, f.row_key
    from known as k
    join fresh as f
        on f.patient_id = k.patient_id and f.dos = k.dos and f.cpt is not distinct from k.cpt
            and f.minutes is not distinct from k.minutes and f.total_timed_minutes is not distinct from k.total_timed_minutes
    where coalesce(f.practice = k.practice, true) and coalesce(f.rendering_provider = k.rendering_provider, true)
)
, again as (
    select s.file_id
    from span as s
    join fresh as f on f.dos between s.first_day and s.last_day
    left join same as e on e.file_id = s.file_id and e.row_key = f.row_key
    group by s.file_id
    having count(e.row_key) * 2 >= count(*)
)
, left_over as (
    select k.*, row_number() over (
        partition by k.file_id, k.practice, k.patient_id, k.dos, k.cpt, k.discipline, k.rendering_provider
        order by k.row_key) as place
    from known as k
    where k.file_id in (select file_id from again)
        and not exists (
            select 1 from fresh as f
            where f.is_duplicate and f.patient_id = k.patient_id and f.dos = k.dos and f.cpt is not distinct from k.cpt
                and f.minutes is not distinct from k.minutes
                and f.total_timed_minutes is not distinct from k.total_timed_minutes
        )
)
, changed as (
    select *, row_number() over (
        partition by practice, patient_id, dos, cpt, discipline, rendering_provider order by row_key) as place
    from fresh
    where not is_duplicate
)
select k.row_key
from left_over as k
join changed as f
    on f.patient_id = k.patient_id and f.dos = k.dos and f.cpt is not distinct from k.cpt and f.place = k.place
        and f.practice is not distinct from k.practice and f.discipline is not distinct from k.discipline
        and f.rendering_provider is not distinct from k.rendering_provider
