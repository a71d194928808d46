-- one row per denied line episode, and per line left wholly to the patient, what can still be recovered first
-- key: episode_key
-- inputs: denial, input_file
-- denied_line, charge_denied, expected, open_amount: of lines whose first answer was a denial, as in summary_denials; charge_left: of the others.
select d.episode_key, d.patient_id, d.dos, d.payer, d.cpt, d.modifiers, d.claim_id, d.line_no, case when d.is_denial then 1 else 0 end AS denied_line,
    case when d.is_denial then d.charge end AS charge_denied, case when not d.is_denial then d.charge end AS charge_left,
    case when d.is_denial then d.expected end AS expected, d.recovered,
    case when d.status in ('open', 'partly_recovered') then greatest(d.expected - d.recovered, 0) end AS open_amount, d.recoverable, d.status,
    d.first_denied, trim(coalesce(d.group_code || ' ', '') || coalesce(d.carc, '') || coalesce(' ' || d.rarc, '')) AS code, d.family,
    d.root_cause, d.preventable, d.owner, d.deadline,
    case when d.deadline_is_assumed then 'nobody chose this' else d.deadline_basis end AS deadline_from, d.next_step, d.provider,
    f.name AS file, d.row_no
from denial AS d
left join input_file AS f on f.file_id = d.file_id
where selected(d.cut_no, d.dos, d.submit_date, d.answer_date, $filter)
order by d.recoverable desc nulls last, d.expected desc nulls last, d.dos, d.claim_id, d.line_no, d.episode_key
