-- one row per value of the files that could not be read, in the order of each file
with bad as (
    select file_id, row_no, column_name, value, fault from x12_reject
    union all by name
    select
        file_id, coalesce(bpr_row, row_no) as row_no, 'BPR02' as column_name, x12_text(amount_text) as value,
        'amount' as fault
    from x12_payment where amount is null
    union all by name
    select
        file_id, bpr_row as row_no, 'BPR16' as column_name, x12_text(payment_date_text) as value,
        'date' as fault
    from x12_payment where payment_date_text <> '' and payment_date is null
    union all by name
    select
        file_id, production_row as row_no, 'DTM02' as column_name, x12_text(production_text) as value,
        'date' as fault
    from x12_payment where production_text <> '' and production_date is null
    union all by name
    select file_id, row_no, 'PLB02' as column_name, x12_text(period_text) as value, 'date' as fault
    from x12_provider_adjustment where pair = 0 and period_text <> '' and fiscal_period is null
    union all by name
    select
        file_id, row_no, format('PLB{:02d}', 4 + 2 * pair) as column_name, x12_text(amount_text) as value,
        'amount' as fault
    from x12_provider_adjustment where amount is null
)
select bad.file_id, bad.row_no, bad.column_name, bad.value, fault.reason, fault.fix
from bad
join x12_fault as fault
    on fault.fault = case when bad.fault = 'amount' and bad.value is null then 'missing' else bad.fault end
order by bad.file_id, bad.row_no, bad.column_name
