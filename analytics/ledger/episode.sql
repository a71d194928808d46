-- one row per line episode: a billed line with all its remittances in time order, as it stands now
-- key: episode_key (the line_key of its first billed line); latest_key = the line as last billed
-- inputs: episode_line, episode_state, billed_line
-- step: per patient
with member as (
    select episode_key, max(line_key) filter (where is_latest) AS latest_key, bool_or(is_latest and is_void) AS is_void,
        count(*) AS times_billed
    from episode_line
    group by episode_key
)
select m.episode_key, m.latest_key, m.is_void, m.times_billed,
    b.practice, b.location, b.patient_id, b.patient_no, b.claim_id, b.line_no, b.file_id, b.sheet, b.row_no, b.dos, b.cpt,
    b.modifiers, b.units AS first_units, coalesce(s.first_charge, b.charge) AS first_charge, l.units, l.charge,
    b.submit_date, l.submit_date AS last_submit_date,
    coalesce(l.patient_paid, b.patient_paid, 0) AS patient_paid, coalesce(l.written_off, b.written_off, 0) AS written_off, b.payer, b.payer_no, b.payer_class,
    b.rule_payer_no, b.provider, b.discipline, b.cut_no,
    coalesce(s.adjudications, 0) AS adjudications,
    s.first_outcome, s.first_date, s.first_date AS answer_date, s.first_group, s.first_carc, s.first_remarks,
    s.outcome, s.last_date, s.last_group, s.last_carc, s.last_remarks, s.upheld_on, s.upheld_carc, s.allowed, s.changed_cpt,
    coalesce(s.sequestration, 0) AS sequestration, coalesce(s.other_cut, 0) AS other_cut,
    coalesce(s.paid, 0) AS paid,
    coalesce(s.secondary_paid, 0) AS secondary_paid,
    coalesce(s.patient_resp, 0) AS patient_resp,
    coalesce(s.has_secondary, false) AS has_secondary,
    coalesce(s.is_forwarded, false) AS is_forwarded
from member AS m
join billed_line AS b on b.line_key = m.episode_key
join billed_line AS l on l.line_key = m.latest_key
left join episode_state AS s on s.episode_key = m.episode_key and s.is_last
