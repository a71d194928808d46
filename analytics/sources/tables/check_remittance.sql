-- one row per value of a remittance table that can be read but not be true
select ordinal, 'cpt' as field, cpt_text as value, 'not a CPT or HCPCS code' as reason, 'write the code as 97110' as fix
from work_value
where cpt = '*'
union all
select ordinal, 'group_code' as field, group_code as value, 'not an adjustment group' as reason,
    'write CO, PR, OA, PI or CR' as fix
from work_value
where group_code is not null
    and len(list_filter(regexp_split_to_array(group_code, '\s*[|;,]\s*'), lambda name: group_of(name) is null)) > 0
