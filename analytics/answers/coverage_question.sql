-- one row per question an owner asks: how far the loaded files answer it, and which file would do more
-- key: place
-- inputs: billed_line, billing_source, unit_audit, match, episode, line_value, minutes_row, claim_acknowledgement
-- step: merge (counts the whole practice)
-- answered: fully (9 of 10), partly, not; have and of are counted in the unit that `counted` names
with line as (
    select count(*) AS lines, count(*) filter (where is_primary) AS primary_lines, count(modifiers) AS with_modifiers,
        count(*) filter (where is_primary and line_key in (select line_key from match where is_standing)) AS answered,
        count(submit_date) AS with_submit_date, count(*) filter (where charge is not null) AS with_charge,
        count(distinct claim_id) AS claims,
        count(*) filter (where matched_by = 'name') AS with_rule
    from billed_line
),
credential as (
    select count(*) filter (where s.provider_credential is not null or b.assistant_minutes is not null
            or list_has_any(coalesce(b.modifiers, []), ['CQ', 'CO'])) AS lines
    from billed_line AS b
    join billing_source AS s on s.row_key = b.line_key
),
timed as (
    select count(*) AS lines, count(minutes) AS with_minutes from unit_audit where line_key is not null
),
paid as (
    select count(*) AS lines, count(*) filter (where v.price_basis = 'fee_schedule') AS with_fee
    from episode AS e
    join line_value AS v on v.episode_key = e.episode_key
    where e.outcome = 'paid'
),
documented as (
    select count(distinct (patient_id, dos)) AS days from minutes_row where not is_duplicate
),
visited as (
    select count(distinct (patient_id, dos)) AS days from billed_line
),
told as (
    select count(distinct claim_id) AS claims from claim_acknowledgement where not is_duplicate
),
question as (
    select 1 AS place, 'Which units were never billed?' AS question, t.with_minutes AS have, t.lines AS "of",
        'timed lines with minutes' AS counted, 'Treatment minutes per code' AS would
    from timed AS t
    union all
    select 2, 'Which visits were never billed?', least(d.days, v.days), v.days, 'visit days with minutes',
        'Treatment minutes of every visit'
    from documented AS d cross join visited AS v
    union all
    select 3, 'Who denies what?', answered, primary_lines, 'billed lines answered', 'Remittances (835)' from line
    union all
    select 4, 'Who pays less than agreed?', with_fee, lines, 'paid lines with an agreed rate', 'Fee schedules' from paid
    union all
    select 5, 'How old is what they owe?', with_charge, lines, 'billed lines with a charge', 'Billing lines with charges'
    from line
    union all
    select 6, 'Which modifiers are missing?', with_modifiers, lines, 'lines that tell their modifiers',
        'Billing lines with a modifier column, or claims (837P)'
    from line
    union all
    select 7, 'Where did an assistant treat?', c.lines, l.lines, 'lines that tell who treated',
        'Billing lines with the credential of the treating therapist'
    from line AS l cross join credential AS c
    union all
    select 8, 'When was it sent, what can still be filed?', with_submit_date, lines, 'lines with a submission date',
        'Claims (837P), or billing lines with a bill date'
    from line
    union all
    select 9, 'How clean do claims leave?', least(t.claims, l.claims), l.claims, 'claims with an answer',
        'Claim acknowledgements (277CA)'
    from line AS l cross join told AS t
    union all
    select 10, 'Which rule counts the units?', with_rule, lines, 'lines of payers with a rule of their own',
        'A payer rule for each payer'
    from line
)
select place, question, case when have >= 0.9 * "of" and "of" > 0 then 'fully' when have > 0 then 'partly' else 'not' end AS answered,
    have, "of", have / nullif("of", 0) AS share, counted, case when have < "of" or "of" = 0 then would end AS would
from question
