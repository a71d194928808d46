-- one row: of denied lines with a price, what later answers allowed, over what was expected of them, and the same share as denial_money has it
-- inputs: answered_line, denial
select coalesce(sum(d.recovered), 0) AS recovered, coalesce(sum(d.expected), 0) AS expected,
    least(coalesce(sum(d.recovered), 0), coalesce(sum(d.expected), 0)) AS counted
from answered_line AS l
join denial AS d on d.episode_key = l.episode_key
where l.is_denied and d.expected is not null and selected(l.cut_no, l.dos, l.submit_date, l.answer_date, $filter)
