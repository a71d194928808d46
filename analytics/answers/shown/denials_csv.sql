-- one row per denied line episode: denials.csv
select d.claim_id, d.line_no, d.payer, d.dos, d.cpt, d.modifiers, d.charge, d.expected, d.first_denied, d.group_code, d.carc,
    d.rarc, d.family, d.root_cause, d.preventable, d.owner, d.status, d.recovered, d.recoverable, d.appeal_deadline,
    d.next_step, d.category, d.cause, d.way, d.deadline, d.deadline_basis, d.deadline_is_assumed, d.patient_stop, d.classified_by, f.name AS file, d.sheet, d.row_no AS row
from denial AS d
join input_file AS f on f.file_id = d.file_id
order by d.first_denied, d.claim_id, d.line_no, d.episode_key
