-- one row per line that was refused for a modifier and sent again with it: the correction says what was missing
-- key: line_key, modifier
-- inputs: episode, billed_line, modifier_denial
-- step: per patient
-- rule: the first bill of the episode lacks a modifier that the last one carries, and the first answer refused the line with a
-- reason that says so. Where the rules already found it on the line as last billed there is nothing left to find.
with changed as (
    select e.episode_key, e.first_carc, e.first_remarks, e.first_date, f.dos, f.cpt,
        unnest(list_filter(l.modifiers, lambda m: not list_contains(f.modifiers, m))) AS modifier
    from episode AS e
    join billed_line AS f on f.line_key = e.episode_key
    join billed_line AS l on l.line_key = e.latest_key
    where e.latest_key <> e.episode_key and e.first_outcome in ('denied', 'patient_billed') and not e.is_void
        and f.modifiers is not null
)
select distinct c.episode_key AS line_key, c.episode_key,
    case when c.modifier in ('XE', 'XS', 'XP', 'XU') then '59' else c.modifier end AS modifier,
    'missing' AS verdict,
    case when c.modifier in ('GP', 'GO', 'GN') then 'discipline_missing' when c.modifier = 'KX' then 'kx_missing'
        when c.modifier in ('CQ', 'CO') then 'assistant_missing' else 'pair_missing_59' end AS rule_id,
    cast(null AS bigint) AS related_line_key, 'finding' AS trust, cast(null AS decimal(12, 2)) AS at_stake,
    c.cpt || ' on ' || cast(c.dos AS varchar) || ' was first sent without ' || c.modifier || ', refused with reason ' || c.first_carc
        || coalesce(' on ' || cast(c.first_date AS varchar), '') || ', and sent again with it.' AS explanation,
    'the remittance that refused it, and the corrected claim' AS citation
from changed AS c
where exists (
    select 1
    from modifier_denial AS m
    where m.modifier = c.modifier and m.carc = c.first_carc
        and (m.rarc is null or list_contains(c.first_remarks, m.rarc)))
