-- one row per kind and category of finding
-- key: kind, category
-- inputs: finding
select kind, category, count(*) AS findings, count(amount) AS priced, coalesce(sum(amount), 0) AS amount,
    coalesce(sum(recoverable), 0) AS recoverable, min(deadline) AS next_deadline
from finding
where selected(cut_no, dos, submit_date, answer_date, $filter)
group by kind, category
order by kind, amount desc, category
