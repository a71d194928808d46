-- one row per status of a claim that says neither accepted nor rejected nor pending
select ordinal, case when claim_status is null then 'category_code' else 'claim_status' end as field,
    coalesce(claim_status, category_code) as value, 'a status that says nothing of acceptance' as reason,
    'write accepted, rejected or pending, or the category code as A3' as fix, true as fatal
from temp_value
where coalesce(claim_status, category_code) is not null and claim_outcome(claim_status, category_code) is null
