-- one row per patient as a minutes file names it, and the billed patient that is meant
-- key: practice, patient_id
-- inputs: minutes_row, billed_line
-- step: merge (an id or a name only tells a patient if the whole practice has it once)
-- rule: the same id; else the same id without leading zeros and letter case (spreadsheets eat both); else the same name, in any
-- order of its words, where one billed patient and one documented patient have it. Never guessed between two.
with documented as (
    select practice, patient_id, any_value(patient_name) AS patient_name
    from minutes_row
    where not is_duplicate
    group by practice, patient_id
),
billed as (
    select practice, patient_id, any_value(patient_name) AS patient_name, any_value(member_id) AS member_id
    from billed_line
    group by practice, patient_id
),
same as (
    select d.practice, d.patient_id, b.practice AS billed_practice, b.patient_id AS billed_patient_id, 'id' AS method
    from documented AS d
    join billed AS b
        on b.patient_id = d.patient_id
        and (b.practice = d.practice or b.practice is null or d.practice is null)
),
stranger as (
    select practice, patient_id, ltrim(lower(patient_id), '0') AS short_id,
        name_words(patient_name) AS words
    from documented
    where patient_id not in (select patient_id from same)
),
unmet as (
    select practice, patient_id, ltrim(lower(patient_id), '0') AS short_id, ltrim(lower(member_id), '0') AS short_member_id,
        name_words(patient_name) AS words
    from billed
    where patient_id not in (select patient_id from same)
),
alike as (
    select s.practice, s.patient_id, u.practice AS billed_practice, u.patient_id AS billed_patient_id,
        case when s.short_id in (u.short_id, u.short_member_id) then 'id, zeros and case aside' else 'name' end AS method
    from stranger AS s
    join unmet AS u
        on (s.practice = u.practice or s.practice is null or u.practice is null)
        and (s.short_id in (u.short_id, u.short_member_id) or (s.words = u.words and contains(s.words, ' ')))
),
best as (
    select *, min(method) over (partition by practice, patient_id) AS best_method from alike   -- an id before a name
),
counted as (
    select *, count(*) over (partition by practice, patient_id) AS answers,
        count(*) over (partition by billed_practice, billed_patient_id) AS askers
    from best
    where method = best_method
)
select * from same
union all
select practice, patient_id, billed_practice, billed_patient_id, method
from counted
where answers = 1 and askers = 1
