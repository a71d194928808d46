-- one row per finding that a report shows: the dearest of each category, and examples of each leak category and payer
-- inputs: finding, billed_line, minutes_row, input_file
-- place: within kind and category by amount; example: within category and payer by what is recoverable, null where the claim's number
-- holds the patient's id or nothing is open. Cases whose dollars are unknown come last. $most: how many of each category, as text.
with chosen as (
    select f.finding_id, f.kind, f.category, f.payer, f.amount,
        case when f.claim_id is null or f.recoverable <= 0 or contains(f.claim_id, f.patient_id) then null else f.recoverable end AS open_dollars
    from finding AS f
    where selected(f.cut_no, f.dos, f.submit_date, f.answer_date, $filter)
),
ranked as (
    select *, row_number() over (partition by kind, category order by amount desc nulls last, finding_id) AS place,
        case when open_dollars is not null
            then row_number() over (partition by kind, category, payer order by open_dollars desc nulls last, finding_id) end AS example
    from chosen
),
kept as (
    select * from ranked
    where place <= cast($most as integer) or (kind = 'leak' and example <= 3)
)
select k.kind, k.category, k.place, k.example, f.payer, f.provider, f.patient_id, f.claim_id, f.line_no, f.dos, f.cpt, f.amount,
    f.recoverable, f.deadline, f.rule_id, f.citation, f.explanation, i.name AS file, coalesce(b.row_no, m.row_no) AS row_no
from kept AS k
join finding AS f on f.finding_id = k.finding_id
left join billed_line AS b on b.line_key = f.line_key
left join minutes_row AS m on m.row_key = f.line_key
left join input_file AS i on i.file_id = coalesce(b.file_id, m.file_id)
order by k.kind, k.category, k.place
