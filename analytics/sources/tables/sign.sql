-- one row: the sign under which the payments of a transaction table count; some ledgers write what lowers a balance with a minus
select case when sum(transaction_amount) filter (posting_of(transaction_type) = 'payment') < 0 then -1 else 1 end as factor
from temp_value
where ordinal not in (select ordinal from temp_fault where fatal)
