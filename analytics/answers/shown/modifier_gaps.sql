-- one row per payer that requires a discipline modifier and discipline of lines that lack it
-- key: payer, modifier
-- inputs: billed_line, payer_version, therapy_code, denial
-- rule: always-therapy codes need GP, GO or GN where the payer's rule says so; denied = because of a missing modifier
select b.payer, coalesce(b.discipline, 'GP/GO/GN') AS modifier, count(*) AS lines,
    count(d.episode_key) AS denied_lines, coalesce(sum(d.charge), 0) AS denied_amount
from billed_line AS b
join payer_version AS v on v.rule_key = b.rule_key and v.discipline_modifier = 'required'
join therapy_code AS t on t.hcpcs = b.cpt and t.therapy = 'always' and t.trust <> 'low'
left join denial AS d on d.episode_key = b.line_key and d.category = 'missing_modifier'
where b.is_primary and not list_has_any(b.modifiers, ['GP', 'GO', 'GN'])   -- null: the file has no modifiers at all
    and selected(b.payer, b.provider, b.location, b.cpt, b.dos, $filter)
group by b.payer, coalesce(b.discipline, 'GP/GO/GN')
order by denied_amount desc, lines desc, b.payer
