-- one row per finding: findings.csv and findings.parquet
select f.finding_id, f.category, f.kind, f.payer, f.provider, f.patient_id, f.claim_id, f.line_no, f.dos, f.cpt, f.amount,
    f.recoverable, f.deadline, f.rule_id, f.citation, f.explanation, f.amount_low, f.amount_high,
    i.name AS file, coalesce(b.sheet, m.sheet) AS sheet, coalesce(b.row_no, m.row_no) AS row
from finding AS f
left join billed_line AS b on b.line_key = f.line_key
left join minutes_row AS m on m.row_key = f.line_key
join input_file AS i on i.file_id = coalesce(b.file_id, m.file_id)
order by f.amount desc nulls last, f.finding_id
