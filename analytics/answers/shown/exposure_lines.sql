-- one row per exposure: what could be taken back, why, and the rule's source; the dearest first
-- inputs: finding, billed_line, input_file
-- $shown: of so many rows, the first ones, the rest is joined; null: of all
-- asked_for: the category once more, for the words on what a reviewer would ask for
with chosen as (
    select * from finding
    where kind = 'exposure' and selected(cut_no, dos, submit_date, answer_date, $filter)
),
first as (
    select * from chosen
    order by amount desc nulls last, dos, finding_id
    limit $shown
),
placed as (
    select b.line_key, f.name AS file, b.sheet, b.row_no
    from billed_line AS b
    left join input_file AS f on f.file_id = b.file_id
    where b.line_key in (select line_key from first)
)
select c.finding_id, cast(c.line_key AS varchar) AS line_key, c.category, c.amount, c.category AS asked_for, c.payer, c.dos, c.cpt, c.patient_id, c.provider, c.claim_id,
    c.line_no, c.rule_id, c.explanation, c.citation, p.file, p.sheet, p.row_no
from first AS c
left join placed AS p on p.line_key = c.line_key
order by c.amount desc nulls last, c.dos, c.finding_id
