-- one row: claims with an answer of which no line was denied at first, as key figures count them
-- inputs: episode
with claim as (
    select coalesce(claim_id, patient_id || dos::varchar) AS claim, count(*) filter (where first_outcome = 'denied') AS lines_denied
    from episode
    where adjudications > 0 and first_charge > 0 and not is_void and selected(cut_no, dos, submit_date, answer_date, $filter)
    group by claim
)
select count(*) filter (where lines_denied = 0) AS claims_resolved from claim
