-- one row per claim with a line to work and claim id its lines were ever billed under
-- key: claim_ref, claim_part (the id as it stands in a claim_ref)
-- inputs: work_line, episode_line, billed_line
-- step: per patient
select distinct l.claim_ref, key_part(b.claim_id) AS claim_part
from work_line AS l
join episode_line AS e on e.episode_key = l.episode_key
join billed_line AS b on b.line_key = e.line_key
where b.claim_id is not null
