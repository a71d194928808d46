-- one row per line below its payer's own usual amount, where no rate is loaded, the largest shortfall first
-- inputs: rate_line, episode
-- line: the line's episode, as text, to tell its story by
select cast(r.episode_key AS varchar) AS line, e.patient_id, r.dos, r.payer, r.provider, r.cpt, e.claim_id, e.line_no, r.kind AS said, r.units, r.line_rate,
    r.expected_rate, r.allowed, r.shortfall AS amount
from rate_line AS r
join episode AS e on e.episode_key = r.episode_key
where selected(r.cut_no, r.dos, r.submit_date, r.answer_date, $filter)
order by r.shortfall desc, r.dos, r.episode_key
