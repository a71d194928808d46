-- one row per row of a minutes file, with the patient its bills know
-- key: row_key
-- inputs: minutes_row, documented_patient, therapy_code, credential
-- step: per patient
select m.row_key, m.file_id, m.practice, m.location, coalesce(k.billed_patient_id, m.patient_id) AS patient_id,
    k.patient_id is not null AS is_known_patient, m.dos, m.cpt, m.minutes, m.total_timed_minutes, m.assistant_minutes,
    m.start_time, m.end_time, m.rendering_provider AS provider, coalesce(t.unit_basis, 'unknown') AS unit_basis,
    coalesce(discipline_code(m.discipline), t.only_discipline, d.discipline) AS discipline
from minutes_row AS m
left join (
    select practice, patient_id, any_value(billed_patient_id) AS billed_patient_id
    from documented_patient
    group by practice, patient_id
) AS k on k.patient_id = m.patient_id and k.practice is not distinct from m.practice
left join therapy_code AS t on t.hcpcs = m.cpt
left join credential AS d on d.provider_credential = m.provider_credential
where not m.is_duplicate
