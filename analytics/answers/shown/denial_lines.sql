-- one row per denied line episode (and per line left wholly to the patient), what can still be recovered first
-- payer, family: those of a cell, empty: all; a cell holds first denials only, so that its lines are those it counts
select d.claim_id, d.line_no, d.patient_id, d.payer, d.dos, d.cpt, d.charge, d.expected, d.recoverable, d.recovered,
    trim(coalesce(d.group_code, '') || ' ' || coalesce(d.carc, '')) AS code, d.rarc, d.root_cause, d.owner, d.status,
    d.first_denied, d.deadline, d.next_step, d.provider, cast(d.episode_key AS varchar) AS episode_key,
    f.name AS file, d.row_no
from denial AS d
left join input_file AS f on f.file_id = d.file_id
where selected(d.cut_no, d.dos, d.submit_date, d.answer_date, $filter)
    and (($payer = '' and $family = '')
        or d.episode_key in (select episode_key from answered_line where is_denied and $payer in ('', payer) and $family in ('', family)))
order by d.recoverable desc, d.expected desc nulls last, d.dos, d.claim_id, d.line_no
