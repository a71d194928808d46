-- one row: which kinds of files are there, whatever is filtered, so that "no file" and "no case" are told apart
-- inputs: unit_visit, episode, line_value, setting, claim_acknowledgement, billing_row, billed_line
select exists (select 1 from episode where not is_void) AS lines,
    exists (select 1 from unit_visit where verdict <> 'undetermined') AS minutes,
    exists (select 1 from episode where adjudications > 0) AS remittances,
    exists (select 1 from episode where charge > 0) AS charges,
    exists (select 1 from billed_line where submit_date is not null) AS submit_dates,
    exists (select 1 from claim_acknowledgement where not is_duplicate) AS acknowledgements,
    exists (select 1 from line_value AS v cross join setting AS s
        where v.price_basis = 'fee_schedule' or (v.price_basis = 'medicare' and s.locality is not null)) AS rates,
    exists (select 1 from line_value where earned is not null) AS prices,
    exists (select 1 from billed_line where patient_paid is not null) AS patient_payments,
    exists (select 1 from billing_row where written_off is not null and not is_duplicate) AS write_offs
