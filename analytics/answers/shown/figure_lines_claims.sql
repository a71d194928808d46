-- one row per claim with an answer, the largest charge first: whether a line of it was denied at first
-- inputs: episode
-- $part: denied | resolved (no line was denied at first). A claim without an id is the patient's day
-- line: its first line, as text, to tell its story by
with claim as (
    select coalesce(claim_id, patient_id || dos::varchar) AS claim, any_value(claim_id) AS claim_id, min(patient_id) AS patient_id, min(dos) AS dos,
        min(payer) AS payer, min(provider) AS provider, count(*) AS lines, count(*) filter (where first_outcome = 'denied') AS lines_denied,
        sum(first_charge) AS charge, arg_min(episode_key, (first_outcome <> 'denied', episode_key)) AS line
    from episode
    where adjudications > 0 and first_charge > 0 and not is_void and selected(cut_no, dos, submit_date, answer_date, $filter)
    group by claim
)
select cast(line AS varchar) AS line, patient_id, dos, payer, provider, claim_id, lines, lines_denied, charge, 1 AS amount
from claim
where ($part = 'denied') = (lines_denied > 0)
order by charge desc, dos, claim
