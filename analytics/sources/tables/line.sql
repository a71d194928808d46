-- one row per service line of a remittance table (code and line_no null: money of a claim as a whole); stated_charge,
-- stated_paid: what the rows of the file say of it (a secondary payer's line repeats the charge of the first)
with gathered as (
    select
        line_ordinal, count(*) filter (not is_secondary) as rows, max(patient_resp) as patient_resp,
        sum(charge) filter (states_charge)::decimal(12, 2) as charge,
        sum(paid) filter (states_paid)::decimal(12, 2) as paid,
        max(paid_date) as paid_date, max(allowed) as allowed, max(dos_to) as dos_to, min(dos) as dos,
        flatten(list(adjustments order by ordinal)) as adjustments,
        ordered_set(flatten(list(remarks order by ordinal))) as remarks
    from temp_entry
    group by line_ordinal
)
, line as (
    select
        entry.* exclude (
            adjustments, remarks, patient_resp, items, amounts, groups, whole, line_name, charge, paid, paid_date, allowed,
            dos, dos_to, posting
        ),
        gathered.* exclude (line_ordinal),
        grain <> 'claim' and (entry.code is not null or entry.line_no is not null) as is_line
    from temp_entry as entry
    join gathered on gathered.line_ordinal = entry.ordinal
)
select *,
    case when not is_secondary then charge end as stated_charge,
    case when not is_secondary then paid end as stated_paid,
    -- a second copy of a line that its claim and line number name
    copy > 1 and claim_id is not null and line_no is not null and grain <> 'transaction' as is_duplicate,
    line_content(
        payer_name, payer_id, check_number, paid_date, claim_id, payer_claim_id, patient_id, line_no, code, modifiers,
        units, charge, paid, allowed, patient_resp, dos, adjustments, remarks
    ) as content
from line
