-- one row per group, reason code, remarks, payer class and day of an answer that denied a line or left it to the patient
-- key: reason_key (the five as one text: any of them may be null, so joins compare keys)
-- inputs: episode, denial_rule
-- step: merge
-- rule: a day matters only as far as a dated row of denial_rule begins or ends with it: read_as_of is the last such day, and
-- reading_key is the same for all days on which the same rows hold
with said as (   -- lists become text here: none goes through a join
    select first_group AS group_code, first_carc AS carc, coalesce(array_to_string(first_remarks, ' '), '') AS remarks, payer_class,
        first_date AS answered_on
    from episode
    where first_outcome in ('denied', 'patient_billed', 'duplicate')
    union   -- each once
    select last_group, last_carc, coalesce(array_to_string(last_remarks, ' '), ''), payer_class, last_date
    from episode
    where outcome in ('denied', 'patient_billed')
),
turn as (
    select first_day AS day from denial_rule where first_day is not null
    union
    select last_day + 1 from denial_rule where last_day is not null
),
answered as (select distinct answered_on from said),
era as (   -- an answer of an unknown day is read by the rules of today
    select a.answered_on, coalesce(max(t.day), date '0001-01-01') AS read_as_of
    from answered AS a
    left join turn AS t on t.day <= coalesce(a.answered_on, date '2999-12-31')
    group by a.answered_on
),
worded as (
    select s.*, e.read_as_of, reason_codes(s.group_code, s.carc, s.remarks, s.payer_class) AS codes
    from said AS s
    join era AS e on e.answered_on is not distinct from s.answered_on
)
select reason_key(group_code, carc, remarks, payer_class, answered_on) AS reason_key,
    codes || '|' || cast(read_as_of AS varchar) AS reading_key, group_code, carc, remarks, payer_class, answered_on, read_as_of
from worded
