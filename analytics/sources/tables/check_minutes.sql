-- one row per value of a minutes table that can be read but not be true
select ordinal, 'minutes' as field, minutes_text as value,
    case when minutes < 0 then 'negative minutes' else 'more minutes than a day has' end as reason,
    'write the minutes of treatment' as fix
from work_value
where minutes < 0 or minutes > 1440
union all
select ordinal, 'total_timed_minutes' as field, total_timed_minutes_text as value,
    case when total_timed_minutes < 0 then 'negative minutes' else 'more minutes than a day has' end as reason,
    'write the timed minutes of the visit' as fix
from work_value
where total_timed_minutes < 0 or total_timed_minutes > 1440
union all
select ordinal, 'assistant_minutes' as field, assistant_minutes_text as value,
    'assistant minutes outside 0 to 1440' as reason, 'write the minutes the assistant treated' as fix
from work_value
where assistant_minutes < 0 or assistant_minutes > 1440
union all
select ordinal, 'cpt' as field, cpt_text as value, 'not a CPT or HCPCS code' as reason, 'write the code as 97110' as fix
from work_value
where cpt = '*'
