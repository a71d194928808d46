-- one row per value of a remittance table that can be read but not be true
select ordinal, 'group_code' as field, group_code as value, 'not an adjustment group' as reason,
    'write CO, PR, OA, PI or CR' as fix, false as fatal
from temp_value
where group_code is not null
    and len(list_filter(regexp_split_to_array(group_code, '\s*[|;,]\s*'), lambda name: group_of(name) is null)) > 0
union all
select ordinal, 'transaction_type' as field, transaction_type as value, 'neither service nor payment nor adjustment' as reason,
    'write service, payment or adjustment' as fix, true as fatal
from temp_value
where transaction_amount is not null and posting_of(transaction_type) is null
