-- one row per line first denied in a series (payer, code, family of denials) from a week on, the first answered first
-- $payer, $code, $family, $week (a Monday): the series as shown/denial_weeks.sql names it, and the week a change began
-- inputs: answered_line, denial, input_file
select d.claim_id, d.line_no, d.patient_id, d.dos, a.answered_on, d.charge, d.group_code, d.carc, d.rarc, d.status, d.next_step,
    f.name AS file, d.row_no, cast(d.episode_key AS varchar) AS episode_key
from answered_line AS a
join denial AS d on d.episode_key = a.episode_key
left join input_file AS f on f.file_id = d.file_id
where a.is_denied and a.week >= cast($week AS date) and coalesce(a.payer, 'not named') = $payer and coalesce(a.cpt, 'none') = $code
    and coalesce(a.family, 'unclassified') = $family and selected(a.cut_no, a.dos, a.submit_date, a.answer_date, $filter)
order by a.answered_on, d.claim_id, d.line_no, d.episode_key
