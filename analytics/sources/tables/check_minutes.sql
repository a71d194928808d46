-- one row per value of a minutes table that can be read but not be true
select ordinal, 'dos' as field, dos::varchar || ' - ' || dos_last::varchar as value, 'a span of several days' as reason,
    'write one row for each day of service' as fix, true as fatal
from temp_value
where dos_last > dos
