-- one row per documented time as it was understood
select row_no as "row", patient_id, patient_name, dos, cpt, minutes, total_timed_minutes, assistant_minutes, start_time,
    end_time, minutes_basis, discipline, rendering_provider, provider_credential
from minutes_row
where file_id = $file_id
order by row_key
