-- one row per finding: findings.csv and findings.parquet
select f.finding_id, f.category, f.kind, f.payer, f.provider, f.patient_id, f.claim_id, f.line_no, f.dos, f.cpt, f.amount,
    f.recoverable, f.deadline, f.rule_id, f.citation, f.explanation, f.amount_low, f.amount_high,
    i.name AS file, b.sheet, b.row_no AS row
from finding AS f
join billed_line AS b on b.line_key = f.line_key
join input_file AS i on i.file_id = b.file_id
order by f.amount desc nulls last, f.finding_id
