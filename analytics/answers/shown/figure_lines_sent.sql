-- one row per line with both days of a lag, the longest first
-- inputs: episode, mature_to
-- $part: charge (service to first submission) | payment (first submission to first answer, mature days)
-- amount: days, whose median is the figure; line: the line's episode, as text, to tell its story by
with chosen as (
    select *, case when $part = 'charge' then date_diff('day', dos, submit_date)
            when dos <= (select max(mature_to) from mature_to) then date_diff('day', submit_date, first_date) end AS amount
    from episode
    where not is_void and selected(cut_no, dos, submit_date, answer_date, $filter)
)
select cast(episode_key AS varchar) AS line, patient_id, dos, payer, provider, cpt, claim_id, line_no, submit_date, first_date AS answered_on, charge, amount
from chosen
where amount >= 0
order by amount desc, dos, episode_key
