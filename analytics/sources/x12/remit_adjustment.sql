-- one row per CAS triplet of a batch; an unreadable amount is null and stands in reject
select claim_key, line_key, file_id, sequence, group_code, carc, amount, quantity from x12_adjustment
