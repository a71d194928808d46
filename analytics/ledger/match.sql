-- one row per remitted line and the billed line it answers, with the method that found it
-- key: remitted_key, line_key (a remitted claim without lines answers every line of its claim)
-- inputs: remitted_line, billed_line
-- step: per patient
-- rule: claim id + line control number (REF 6R), or without a claim id the line number + date + code; then claim id + code +
-- modifiers + charge; then claim id + code + charge; then claim id + a code that occurs once on both sides; then patient + date +
-- code + charge. A claim id may be an account number that stands on many days: an answer never crosses to another day of it.
-- Equal lines are paired in the order they stand. 6R is many to one: a split or unbundled line repeats it. An answer whose charge
-- is that of all lines of its code and day in the claim answers them all (merged units). Submitted code = SVC06 where present.
with billed as (
    select line_key, coalesce(sent_claim_id, claim_id) AS claim_id, line_no, line_no_given, line_control, patient_id, member_id, patient_name, dos, cpt, charge,
        list_sort(coalesce(modifiers, [])) AS modifiers,
        regexp_replace(lower(claim_id || line_no), '[^a-z0-9]', '', 'g') AS control
    from billed_line
    where is_primary
),
claim_day as (   -- an account number may be the id of many days' claims
    select claim_id, min(dos) AS first_day, max(dos) AS last_day from billed where claim_id is not null group by claim_id
),
remitted as (
    select r.remitted_key, r.claim_key, r.claim_id, r.line_control, r.cpt, r.charge, r.dos, r.statement_to,
        -- a claim of one day is that day's, whatever date its answer has
        case when c.first_day = c.last_day then c.first_day else r.dos end AS claim_dos, list_sort(coalesce(r.modifiers, [])) AS modifiers,
        [r.stated_patient_id, r.patient_record_id, r.patient_member_id, r.subscriber_member_id] AS patient_ids,
        lower(r.patient_last || ', ' || r.patient_first) AS patient_name,
        regexp_replace(lower(r.line_control), '[^a-z0-9]', '', 'g') AS control
    from remitted_line AS r
    left join claim_day AS c on c.claim_id = r.claim_id
),
by_claim as (
    select r.remitted_key, b.line_key, 'claim' AS method
    from remitted AS r
    join billed AS b on b.claim_id = r.claim_id
        and (b.dos = r.claim_dos or r.claim_dos is null or b.dos between r.dos and r.statement_to)
    where r.cpt is null
),
by_control as (
    select r.remitted_key, min(b.line_key) AS line_key, 'claim+line control' AS method
    from remitted AS r
    join billed AS b on b.claim_id = r.claim_id and (b.dos = r.claim_dos or r.claim_dos is null)
        -- a line number we counted ourselves is no number of the biller's: the code must agree too
        and ((b.line_no_given is not null and (r.line_control = b.line_no or r.control = b.control))
            or (b.line_no_given is null and r.line_control = b.line_no and r.cpt = b.cpt)
            or r.line_control = b.line_control)
    where r.cpt is not null
    group by r.remitted_key
),
odd as (   -- the only answer of its claim to a code and day, for more than the charge of one line
    select r.remitted_key, r.claim_id, r.cpt, r.claim_dos, r.charge
    from remitted AS r
    join (select claim_key, cpt, claim_dos from remitted group by claim_key, cpt, claim_dos having count(*) = 1) AS o
        on o.claim_key = r.claim_key and o.cpt = r.cpt and o.claim_dos = r.claim_dos
    left join by_control AS c on c.remitted_key = r.remitted_key
    left join billed AS b on b.line_key = c.line_key
    where b.line_key is null or r.charge > b.charge
),
by_sum as (
    select o.remitted_key, unnest(list(b.line_key)) AS line_key, 'claim+code+sum of charges' AS method
    from odd AS o
    join billed AS b on b.claim_id = o.claim_id and b.cpt = o.cpt and b.dos = o.claim_dos
    group by o.remitted_key, o.charge
    having count(*) > 1 and sum(b.charge) = o.charge
),
by_line as (   -- exports that name the charge and no claim
    select r.remitted_key, min(b.line_key) AS line_key, 'line+date+code' AS method
    from remitted AS r
    join billed AS b on b.line_no_given = r.line_control and b.dos = r.dos and b.cpt = r.cpt
    where r.claim_id is null
    group by r.remitted_key
    having count(*) = 1
),
left_1 as (
    select * from remitted
    where cpt is not null and remitted_key not in (select remitted_key from by_control)
        and remitted_key not in (select remitted_key from by_line)
        and remitted_key not in (select remitted_key from by_sum)
),
by_modifiers as (
    select r.remitted_key, b.line_key, 'claim+code+modifiers+charge' AS method
    from (select *, row_number() over (partition by claim_key, claim_dos, cpt, modifiers, charge order by remitted_key) AS k
        from left_1) AS r
    join (select *, row_number() over (partition by claim_id, dos, cpt, modifiers, charge order by line_key) AS k
        from billed) AS b
        on b.claim_id = r.claim_id and b.dos = r.claim_dos and b.cpt = r.cpt and b.modifiers = r.modifiers and b.charge = r.charge and b.k = r.k
),
left_2 as (
    select * from left_1 where remitted_key not in (select remitted_key from by_modifiers)
),
by_charge as (
    select r.remitted_key, b.line_key, 'claim+code+charge' AS method
    from (select *, row_number() over (partition by claim_key, claim_dos, cpt, charge order by remitted_key) AS k from left_2) AS r
    join (select *, row_number() over (partition by claim_id, dos, cpt, charge order by line_key) AS k from billed) AS b
        on b.claim_id = r.claim_id and b.dos = r.claim_dos and b.cpt = r.cpt and b.charge = r.charge and b.k = r.k
),
left_3 as (
    select * from left_2 where remitted_key not in (select remitted_key from by_charge)
),
by_code as (   -- a code that occurs once on both sides of a claim, sent again since with another charge
    select r.remitted_key, b.line_key, 'claim+code' AS method
    from (select * from left_3 qualify count(*) over (partition by claim_key, claim_dos, cpt) = 1) AS r
    join (select * from billed where claim_id in (select claim_id from left_3)
        qualify count(*) over (partition by claim_id, dos, cpt) = 1) AS b
        on b.claim_id = r.claim_id and b.cpt = r.cpt and b.dos = r.claim_dos
),
by_split as (   -- the only line of its code and day in a claim, answered in parts without its number
    select r.remitted_key, b.line_key, 'claim+code+sum of parts' AS method
    from (select *, sum(charge) over (partition by claim_key, claim_dos, cpt) AS charge_all from left_3
        qualify count(*) over (partition by claim_key, claim_dos, cpt) > 1) AS r
    join (select * from billed where claim_id in (select claim_id from left_3)
        qualify count(*) over (partition by claim_id, dos, cpt) = 1) AS b
        on b.claim_id = r.claim_id and b.cpt = r.cpt and b.dos = r.claim_dos and b.charge = r.charge_all
),
by_undated as (   -- a claim number of many days and an answer without a date: equal charges in the order they stand
    select r.remitted_key, b.line_key, 'claim+code+charge' AS method
    from (select *, row_number() over (partition by claim_key, cpt, charge order by remitted_key) AS k
        from left_3 where claim_dos is null) AS r
    join (select *, row_number() over (partition by claim_id, cpt, charge order by line_key) AS k
        from billed where claim_id in (select claim_id from left_3 where claim_dos is null)) AS b
        on b.claim_id = r.claim_id and b.cpt = r.cpt and b.charge = r.charge and b.k = r.k
),
left_4 as (
    select * from left_3
    where remitted_key not in (select remitted_key from by_code)
        and remitted_key not in (select remitted_key from by_split)
        and remitted_key not in (select remitted_key from by_undated)
),
person as (
    select line_key, patient_id AS person from billed
    union
    select line_key, member_id from billed where member_id is not null
    union
    select line_key, regexp_replace(lower(patient_name), '\s*,\s*', ', ') from billed where patient_name is not null
),
asked as (
    select distinct remitted_key, claim_key, cpt, charge, dos, person
    from (select *, unnest(list_append(patient_ids, patient_name)) AS person from left_4)
    where person is not null
),
ranked_billed as (
    select b.line_key, b.dos, b.cpt, b.charge, p.person,
        row_number() over (partition by p.person, b.dos, b.cpt, b.charge order by b.line_key) AS k
    from billed AS b
    join person AS p on p.line_key = b.line_key
),
ranked_asked as (
    select *, row_number() over (partition by claim_key, person, dos, cpt, charge order by remitted_key) AS k from asked
),
by_patient as (
    select r.remitted_key, min(b.line_key) AS line_key, 'patient+date+code+charge' AS method
    from ranked_asked AS r
    join ranked_billed AS b
        on b.person = r.person and b.dos = r.dos and b.cpt = r.cpt and b.charge = r.charge and b.k = r.k
    group by r.remitted_key
)
select a.*, r.is_standing
from (
    select * from by_claim
    union all select * from by_control where remitted_key not in (select remitted_key from by_sum)
    union all select * from by_sum
    union all select * from by_line
    union all select * from by_modifiers
    union all select * from by_charge
    union all select * from by_code
    union all select * from by_split
    union all select * from by_undated
    union all select * from by_patient
) AS a
join remitted_line AS r on r.remitted_key = a.remitted_key
