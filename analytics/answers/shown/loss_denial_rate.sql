-- one row: lines answered and how many of them were denied at first, as shown/summary_denials.sql counts them, without its claims
-- inputs: episode
select count(*) AS lines_adjudicated, count(*) filter (where first_outcome = 'denied') AS lines_denied,
    count(*) filter (where first_outcome = 'denied') / nullif(count(*), 0) AS rate_lines
from episode
where adjudications > 0 and first_charge > 0 and not is_void and selected(cut_no, dos, submit_date, answer_date, $filter)
