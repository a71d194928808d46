-- one row: first adjudications of the lines chosen, and what became of those denied
-- inputs: episode, denial
-- rule: rate = episodes whose first adjudication was denied / episodes adjudicated (charge above zero); exact duplicates are
-- adjudicated and not denied; what the payer left wholly to the patient is counted apart
with adjudicated as (
    select * from episode
    where adjudications > 0 and first_charge > 0 and not is_void and selected(cut_no, dos, submit_date, answer_date, $filter)
),
answered as (
    select count(*) AS lines_adjudicated,
        count(*) filter (where first_outcome = 'denied') AS lines_denied,
        count(*) filter (where first_outcome = 'patient_billed') AS lines_patient_billed,
        -- paid 0 without a reason whose group says who pays: nobody can tell whether they were denied
        count(*) filter (where first_outcome = 'zero_paid') AS lines_untold,
        count(distinct coalesce(claim_id, patient_id || dos::varchar)) AS claims_adjudicated,
        count(distinct coalesce(claim_id, patient_id || dos::varchar)) filter (where first_outcome = 'denied')
            AS claims_denied,
        coalesce(sum(first_charge), 0) AS charge_adjudicated,
        coalesce(sum(first_charge) filter (where first_outcome = 'denied'), 0) AS charge_denied
    from adjudicated
),
worked as (
    select coalesce(sum(expected) filter (where is_denial), 0) AS expected_denied,
        coalesce(sum(recovered) filter (where is_denial), 0) AS recovered,
        coalesce(sum(greatest(expected - recovered, 0)) filter (where status in ('open', 'partly_recovered')), 0) AS open,
        coalesce(sum(recoverable), 0) AS recoverable,   -- what was left to the patient by mistake among it
        count(*) filter (where status = 'open') AS lines_open
    from denial
    where selected(cut_no, dos, submit_date, answer_date, $filter)
)
select a.*, w.*,
    case when a.lines_adjudicated > 0 then a.lines_denied / a.lines_adjudicated end AS rate_lines,
    case when a.charge_adjudicated > 0 then a.charge_denied / a.charge_adjudicated end AS rate_dollars
from answered AS a
cross join worked AS w
