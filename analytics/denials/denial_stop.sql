-- one row per denial_reading that something keeps from the patient's bill: the nearest row of patient_stop, where it says why (one
-- without lets a debt of the patient's own through what is said of their payer)
-- key: reading_key
-- inputs: denial_reading, patient_stop
-- step: merge
-- rule: a remark beats a group that may not carry the code, that beats the reason code, that beats what the code means in group
-- PR, that beats the group alone; a stated payer class beats any
with stop as (   -- one row per group it names
    select * exclude (group_codes),
        unnest(case when group_codes is null then [null] else string_split(group_codes, ' ') end) AS group_code
    from patient_stop
),
remark as (
    select reading_key, group_code, carc, payer_class, unnest(string_split(remarks, ' ')) AS rarc
    from denial_reading
    where remarks <> ''
),
matching as (
    select 0 AS place, a.reading_key, a.group_code AS said_group, a.payer_class AS said_class, s.*
    from remark AS a
    join stop AS s on s.rarc = a.rarc and (s.carc is null or s.carc = a.carc)
    union all
    select 1, a.reading_key, a.group_code, a.payer_class, s.*
    from denial_reading AS a
    join stop AS s on s.applies = 'malformed' and a.is_malformed
    union all
    select 2, a.reading_key, a.group_code, a.payer_class, s.*
    from denial_reading AS a
    join stop AS s on s.carc = a.carc and s.rarc is null
    union all
    select 3, a.reading_key, a.group_code, a.payer_class, s.*
    from denial_reading AS a
    join stop AS s on s.applies = a.patient_meaning
    union all
    select 4, a.reading_key, a.group_code, a.payer_class, s.*
    from denial_reading AS a
    join stop AS s on s.group_code = a.group_code and s.carc is null and s.rarc is null and s.applies is null
),
nearest as (
    select reading_key, arg_min(struct_pack(stop, way, why, first_step), (place, payer_class is null, stop, rarc)) AS found
    from matching
    where (group_code is null or group_code = said_group) and (payer_class is null or payer_class = said_class)
    group by reading_key
)
select reading_key, found.stop AS stop, found.way AS way, found.first_step AS first_step,
    found.why || ' ' || found.first_step AS patient_stop
from nearest
where found.why is not null
