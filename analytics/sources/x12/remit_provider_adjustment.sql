-- one row per PLB pair of the files; an unreadable amount is null and stands in reject
select payment_key, file_id, row_no, provider, fiscal_period, reason, reference, amount from x12_provider_adjustment
