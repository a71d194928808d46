-- one row: paid lines whose agreed rate is not known; lines first denied are in neither part
-- inputs: paid_line
select count(*) AS unrated_lines
from paid_line
where not was_denied and not is_self_pay and not is_rated and selected(cut_no, dos, submit_date, answer_date, $filter)
