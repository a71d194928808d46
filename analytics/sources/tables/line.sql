-- one row per service line of a remittance table (code and line_no null: money of a claim as a whole)
with gathered as (
    select
        line_ordinal, count(*) as rows, max(patient_resp) as patient_resp,
        flatten(list(adjustments order by ordinal)) as adjustments,
        ordered_set(flatten(list(remarks order by ordinal))) as remarks
    from work_entry
    group by line_ordinal
)
, line as (
    select
        entry.* exclude (adjustments, remarks, patient_resp, items, amounts, groups, whole, line_name),
        gathered.adjustments, gathered.remarks, gathered.patient_resp, gathered.rows,
        entry.code is not null or entry.line_no is not null as is_line
    from work_entry as entry
    join gathered on gathered.line_ordinal = entry.ordinal
)
select *,
    -- a second copy of a line that its claim and line number name
    copy > 1 and claim_id is not null and line_no is not null as is_duplicate,
    line_content(
        payer_name, payer_id, check_number, paid_date, claim_id, payer_claim_id, patient_id, line_no, code, modifiers,
        units, charge, paid, allowed, patient_resp, dos, adjustments, remarks
    ) as content
from line
