-- one row: the line a key speaks of, by which rule its visit's units are counted, and what became of it; no row for a key nobody knows
-- inputs: billed_line, episode_line, episode, documented, unbilled_value, minutes_row, payer_day, payer_version, work_line
-- $line: as text, a billed line (any billing of its episode), or a row of a minutes file: a code that was documented and never billed
-- kind: billed | documented (its visit was billed, the code not) | unbilled (the whole visit was never billed)
-- rule_*: what the payer's rules say on how units are counted, on that day; rule_verified is null where nobody checked it
with billed as (
    select b.*, e.episode_key
    from billed_line AS b
    left join episode_line AS e on e.line_key = b.line_key
    where b.line_key = cast($line AS bigint)
),
unbilled as (
    select * from unbilled_value
    where list_contains(row_keys, cast($line AS bigint))
),
noted as (
    select d.visit_key, m.cpt, m.patient_id, m.dos
    from documented AS d
    join minutes_row AS m on m.row_key = d.row_key
    where d.row_key = cast($line AS bigint)
),
of_visit as (   -- a line of the visit that holds the documented code
    select n.cpt AS documented_cpt, b.*
    from noted AS n
    join billed_line AS b on b.visit_key = n.visit_key
    where b.visit_key in (select visit_key from noted)
    qualify row_number() over (order by b.line_key) = 1
),
known as (
    select 'billed' AS kind, episode_key, line_key, visit_key, day_key, patient_id, dos, cpt, modifiers, units, charge, claim_id, line_no, payer,
        provider, discipline, practice, location, rule_payer_no
    from billed
    union all
    select 'documented', null, null, visit_key, day_key, patient_id, dos, documented_cpt, null, null, null, null, null, payer, provider, discipline, practice,
        location, rule_payer_no
    from of_visit
    where not exists (select 1 from billed)
    union all
    select 'unbilled', null, null, visit_key, null, patient_id, dos, main_code, null, units, null, null, null, payer, provider, discipline, practice,
        location, rule_payer_no
    from unbilled
    where not exists (select 1 from billed)
)
select k.kind, cast(k.episode_key AS varchar) AS episode_key, cast(k.visit_key AS varchar) AS visit_key, cast(k.day_key AS varchar) AS day_key,
    k.patient_id, k.dos, k.cpt, array_to_string(k.modifiers, ' ') AS modifiers, k.units, k.charge, k.claim_id, k.line_no, k.payer, k.provider, k.discipline,
    k.practice, k.location, e.is_void, e.outcome, e.first_outcome, e.allowed, e.paid, e.patient_resp, e.times_billed,
    v.payer AS rule_payer, v.unit_rule, v.is_default, v.effective_from, v.effective_to, v.source,
    stated(v.key_sources, 'unit_rule').source AS rule_source, stated(v.key_sources, 'unit_rule').verified AS rule_verified,
    coalesce(list_contains(v.assumed, 'unit_rule'), true) AS rule_assumed, u.explanation AS unbilled_explanation,
    (select max(claim_ref) from work_line where episode_key in (select episode_key from billed)) AS claim_ref
from known AS k
left join episode AS e on e.episode_key = k.episode_key
left join payer_day AS v on v.rule_payer_no = k.rule_payer_no and v.dos = k.dos
left join unbilled AS u on u.visit_key = k.visit_key
