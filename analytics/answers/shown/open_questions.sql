-- one row per thing a file cannot tell by itself and nobody has said: what was assumed, and why it is asked
-- inputs: file_question, input_file
select f.name AS file, q.sheet, q.column_name AS "column", q.question, q.assumed, q.evidence
from file_question AS q
join input_file AS f on f.file_id = q.file_id
where not q.said and not (q.question = 'grain' and q.assumed in ('line', 'adjustment'))
order by q.file_id, q.question, q.column_name
