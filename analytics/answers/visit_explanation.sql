-- one row per visit with timed codes: its arithmetic in a sentence
-- key: visit_key
-- inputs: unit_code, visit, units_cms, units_ama
-- step: per patient
with spoken as (   -- each code in the words of its visit's rule
    select visit_key, cpt, minutes, units_billed, units_correct, total_minutes, rule,
        case rule
            when 'cms' then cpt || ' ' || plain(minutes) || ' min -> ' || cast(floor(minutes / 15) AS integer) || ' full + '
                || plain(minutes % 15) || ' left -> ' || plain(units_correct)
            else cpt || ' ' || plain(minutes) || ' min -> ' || plain(units_correct) end AS said
    from unit_code
),
code as (
    select visit_key, string_agg(said, '; ' order by minutes desc, cpt) AS said,
        string_agg(cpt, ', ' order by cpt) filter (where minutes is null) AS missing,
        any_value(rule) AS rule, sum(units_billed) AS units_billed,
        case when count(units_correct) = count(*) then sum(units_correct) end AS units_correct,
        coalesce(max(total_minutes), case when count(minutes) = count(*) then sum(minutes) end) AS timed_minutes
    from spoken
    group by visit_key
),
other_rule as (   -- what the rule not applied would have given, for payers that only a default speaks for
    select a.visit_key, sum(c.units_correct) AS cms_units, sum(a.units_correct) AS ama_units
    from units_ama AS a
    join units_cms AS c on c.visit_key = a.visit_key and c.cpt = a.cpt
    group by a.visit_key
),
sentence as (
    select v.visit_key, v.verdict, c.units_billed, c.units_correct, v.tied_remainder, o.cms_units, o.ama_units,
        plain(c.timed_minutes) AS total,
        case c.units_correct when 1 then ' unit' else ' units' end AS unit_word,
        c.rule, c.timed_minutes, c.said, c.missing
    from visit AS v
    join code AS c on c.visit_key = v.visit_key
    left join other_rule AS o on o.visit_key = v.visit_key
)
select visit_key,
    case
        when rule = 'per_visit' then 'Paid per visit: units do not move the payment; ' || plain(units_billed) || ' billed.'
        when verdict = 'undetermined' and missing is null then 'CMS gives ' || cms_units || ' and AMA ' || ama_units
            || ', and which one the payer follows is not known: a person decides.'
        when verdict = 'undetermined' and timed_minutes is not null then 'Only the total of ' || total
            || ' timed minutes is documented, and this payer counts each code alone: the correct units cannot be known; '
            || plain(units_billed) || ' billed.'
        when verdict = 'undetermined' then 'No minutes are documented for ' || missing
            || ': the correct units cannot be known; ' || plain(units_billed) || ' billed.'
        when rule = 'cms' and said is null then total || ' timed minutes = ' || plain(units_correct) || unit_word
            || ' (CMS 8-minute rule); only the total is documented, so the codes are the clinician''s choice; '
            || plain(units_billed) || ' billed.'
        when rule = 'cms' then total || ' timed minutes = ' || plain(units_correct) || unit_word || ' (CMS 8-minute rule); '
            || said || case when tied_remainder is not null
                then '; equal minutes left: which code gets the unit is the clinician''s choice' else '' end
            || '; ' || plain(units_billed) || ' billed.'
        when rule = 'strict15' then 'Full 15 minutes of each code: ' || said || ' = ' || plain(units_correct) || unit_word || '; '
            || plain(units_billed) || ' billed.'
        else 'Each code alone past its midpoint (AMA): ' || said || ' = ' || plain(units_correct) || unit_word
            || case when rule = 'unknown' then '; no rule is known for this payer'
                || coalesce(', CMS would give ' || cms_units, '') else '' end
            || '; ' || plain(units_billed) || ' billed.'
    end AS explanation
from sentence
