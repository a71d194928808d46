-- one row per billed line, with the days a filter may mean: of service, of its first submission, of its first answer
-- key: line_key
-- inputs: billed_line, episode_line, episode, adjudication
-- step: per patient
-- rule: a line sent again has the days of its episode; one to a later payer those of its own. A day no file tells is null.
with later_answer as (   -- lines to a later payer belong to no episode
    select a.line_key, min(a.payment_date) AS answer_date
    from adjudication AS a
    where a.is_standing and a.line_key in (select line_key from billed_line where not is_primary)
    group by a.line_key
)
select b.line_key, b.cut_no, b.dos, case when e.episode_key is null then b.submit_date else e.submit_date end AS submit_date,
    coalesce(e.answer_date, a.answer_date) AS answer_date
from billed_line AS b
left join episode_line AS l on l.line_key = b.line_key
left join episode AS e on e.episode_key = l.episode_key
left join later_answer AS a on a.line_key = b.line_key
