-- one row per claim with an answer, the largest charge first: whether a line of it was denied at first
-- inputs: episode
-- $part: denied | resolved (no line was denied at first). A claim without an id is the patient's day
-- $shown: of so many rows, the first ones, the rest is joined; null: of all
-- line: its first line, as text, to tell its story by
with claim as (
    select coalesce(claim_id, patient_id || dos::varchar) AS claim, min(dos) AS dos, count(*) AS lines, count(*) filter (where first_outcome = 'denied') AS lines_denied,
        sum(first_charge) AS charge, arg_min(episode_key, (first_outcome <> 'denied', episode_key)) AS line
    from episode
    where adjudications > 0 and first_charge > 0 and not is_void and selected(cut_no, dos, submit_date, answer_date, $filter)
    group by claim
),
chosen as (
    select *, 1 AS amount
    from claim
    where ($part = 'denied') = (lines_denied > 0)
),
first as (
    select * from chosen
    order by charge desc, dos, claim
    limit $shown
),
told as (
    select coalesce(claim_id, patient_id || dos::varchar) AS claim, any_value(claim_id) AS claim_id, min(patient_id) AS patient_id,
        min(payer) AS payer, min(provider) AS provider
    from episode
    where adjudications > 0 and first_charge > 0 and not is_void and selected(cut_no, dos, submit_date, answer_date, $filter)
        and coalesce(claim_id, patient_id || dos::varchar) in (select claim from first)
    group by claim
)
select cast(c.line AS varchar) AS line, t.patient_id, c.dos, t.payer, t.provider, t.claim_id, c.lines, c.lines_denied, c.charge, c.amount
from first AS c
join told AS t on t.claim = c.claim
order by c.charge desc, c.dos, c.claim
