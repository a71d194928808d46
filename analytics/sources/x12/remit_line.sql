-- one row per loaded SVC of a batch
select
    line_key, claim_key, payment_key, file_id, row_no, sequence,
    code, modifiers, submitted_code, submitted_modifiers,
    charge, paid, units, submitted_units, revenue_code, line_control, dos, dos_to, allowed, remarks
from x12_line
where fault is null
