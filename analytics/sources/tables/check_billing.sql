-- one row per value of a billing table that can be read but not be true
select ordinal, 'cpt' as field, cpt_text as value, 'not a CPT or HCPCS code' as reason, 'write the code as 97110' as fix
from work_value
where cpt = '*'
union all
select ordinal, 'units' as field, units_text as value, 'negative units on a charge that is not negative' as reason,
    'give a reversal a negative charge, or write the units without the minus' as fix
from work_value
where units < 0 and coalesce(charge, 0) >= 0
union all
select ordinal, 'minutes' as field, minutes_text as value, 'negative minutes' as reason,
    'write the minutes of treatment' as fix
from work_value
where minutes < 0
union all
select ordinal, 'minutes' as field, minutes_text as value, 'more minutes than a day has' as reason,
    'write the minutes of treatment' as fix
from work_value
where minutes > 1440
union all
select ordinal, 'assistant_minutes' as field, assistant_minutes_text as value,
    'assistant minutes outside 0 to 1440' as reason, 'write the minutes the assistant treated' as fix
from work_value
where assistant_minutes < 0 or assistant_minutes > 1440
