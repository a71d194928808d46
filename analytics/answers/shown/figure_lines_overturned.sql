-- one row per settled denial, what was paid in the end first
-- inputs: overturn_case, work_line, denial
-- amount: the share of the expected dollars that was paid (0 to 1), as worklist_summary counts it
-- line: the line's episode, as text, to tell its story by
select cast(c.episode_key AS varchar) AS line, d.patient_id, d.dos, d.payer, d.provider, d.cpt, d.claim_id, d.line_no, d.root_cause, d.status AS said,
    d.expected, d.recovered, c.success AS amount
from overturn_case AS c
join work_line AS l on l.episode_key = c.episode_key
join denial AS d on d.episode_key = c.episode_key
where c.success is not null and selected(l.cut_no, l.dos, l.submit_date, l.answer_date, $filter)
order by c.success desc, d.expected desc nulls last, d.dos, c.episode_key
