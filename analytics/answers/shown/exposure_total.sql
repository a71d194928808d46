-- one row: dollars an auditor could take back, never netted against leaks, and the findings behind them
-- inputs: finding
select coalesce(sum(amount), 0) AS amount, count(*) AS cases
from finding
where kind = 'exposure' and selected(cut_no, dos, submit_date, answer_date, $filter)
