-- one row per value of a billing table that can be read but not be true
select value.ordinal, 'units' as field, plain(value.units) as value, 'negative units on a charge that is not negative' as reason,
    'give a reversal a negative charge, or write the units without the minus' as fix, true as fatal
from temp_value as value
where value.units < 0 and coalesce(value.charge, 0) >= 0
union all
select ordinal, case when dos_to > dos then 'dos_to' else 'dos' end as field,
    dos::varchar || ' - ' || greatest(dos_to, dos_last)::varchar as value, 'a span of several days' as reason,
    'write one row for each day of service' as fix, true as fatal
from temp_value
where dos_to > dos or dos_last > dos
