-- one row: days from the date of service to the first submission, and from there to the first answer
-- inputs: episode, mature_to
-- rule: medians, so that one line nobody sent for a year says no more than another. A line sent before it was delivered, or
-- answered before it was sent, has a wrong date and is left out. Payment lag: dates of service up to mature_to.
with sent as (
    select dos, date_diff('day', dos, submit_date) AS to_submit, date_diff('day', submit_date, first_date) AS to_answer,
        coalesce(dos <= (select max(mature_to) from mature_to), false) AS is_mature
    from episode
    where not is_void and selected(cut_no, dos, submit_date, answer_date, $filter)
)
select count(*) AS lines, count(*) filter (where is_mature) AS lines_mature,
    median(to_submit) filter (where to_submit >= 0) AS charge_lag,
    count(*) filter (where to_submit >= 0) AS lines_sent,
    median(to_answer) filter (where is_mature and to_answer >= 0) AS payment_lag,
    count(*) filter (where is_mature and to_answer >= 0) AS lines_answered
from sent
