-- one row per value of a fee schedule that can be read but not be true
select value.ordinal, 'rate' as field, text.rate as value, 'a negative rate' as reason, 'write the rate per unit' as fix,
    true as fatal
from temp_value as value
join temp_text as text on text.ordinal = value.ordinal
where value.rate < 0
