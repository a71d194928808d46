-- one row per kind of exposure: what could be taken back, in how many cases, the dearest first
-- inputs: finding
select category, coalesce(sum(amount), 0) AS amount, count(*) AS cases
from finding
where kind = 'exposure' and selected(cut_no, dos, submit_date, answer_date, $filter)
group by category
order by amount desc, category
