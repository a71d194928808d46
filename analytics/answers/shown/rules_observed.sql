-- one row per rule of modifiers and side (with, without) of the lines of $payer: how often each was refused at first
-- key: key, has_it
-- inputs: billed_line, payer, episode, therapy_code
-- lines: answered ones that the rule is about; lines of a file without any column of modifiers tell nothing
with line as (
    select b.line_key, b.modifiers, b.is_assistant, t.therapy, e.first_outcome = 'denied' AS is_denied
    from billed_line AS b
    join therapy_code AS t on t.hcpcs = b.cpt
    join episode AS e on e.episode_key = b.line_key and e.adjudications > 0
    where b.payer = $payer and b.modifiers is not null and b.is_primary
        and selected(b.payer, b.provider, b.location, b.cpt, b.dos, $filter)
),
side as (
    select 'discipline_modifier' AS key, list_has_any(modifiers, ['GP', 'GO', 'GN']) AS has_it, is_denied
    from line where therapy = 'always'
    union all
    select 'assistant_modifier', list_has_any(modifiers, ['CQ', 'CO']), is_denied from line where is_assistant
    union all
    select 'kx', list_contains(modifiers, 'KX'), is_denied from line where therapy = 'always'
    union all
    select 'distinct_modifiers', list_has_any(modifiers, ['59', 'XE', 'XS', 'XP', 'XU']), is_denied from line
)
select key, has_it, count(*) AS lines, count(*) filter (where is_denied) AS denied,
    count(*) filter (where is_denied) / count(*) AS denied_share
from side
group by key, has_it
order by key, has_it desc
