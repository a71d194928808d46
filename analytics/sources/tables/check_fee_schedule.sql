-- one row per value of a fee schedule that can be read but not be true
select ordinal, 'rate' as field, rate_text as value, 'a negative rate' as reason, 'write the rate per unit' as fix
from work_value
where rate < 0
