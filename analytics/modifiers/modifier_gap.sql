-- one row per billed line and rule of a modifier that it does not keep, with what the payer answered to that line
-- key: line_key, rule_id, modifier, related_line_key
-- inputs: rule_gap, billed_line, line_day, service_line, episode, line_price, modifier_denial
-- step: per patient
-- rule: is_denied_for_it = the first answer refused the line with a reason (and remark) that says this modifier is missing or wrong.
-- How often a modifier is missing and what was denied because of it stay two numbers: most gaps cost nothing.
-- is_mended: sent again with it. related_outcome: of the other line of a pair. expected: the line's part of the price of its day as billed; denied_* are 0 where the line was not refused for it.
with matched as (
    select g.*, e.outcome, e.first_outcome, e.allowed, coalesce(e.latest_key, g.line_key) AS latest_key, o.outcome AS related_outcome,
        e.first_outcome in ('denied', 'patient_billed') and exists (
            select 1
            from modifier_denial AS m
            where m.modifier = split_part(g.modifier, '/', 1)
                and m.carc = e.first_carc
                and (m.rarc is null or list_contains(e.first_remarks, m.rarc))) AS is_denied_for_it
    from rule_gap AS g
    left join episode AS e on e.episode_key = g.episode_key
    left join service_line AS r on r.line_key = g.related_line_key
    left join episode AS o on o.episode_key = r.episode_key
),
answered as (   -- one answer refuses a line for one reason: what is missing says more than what is wrong
    select * exclude (is_denied_for_it),
        coalesce(is_denied_for_it, false) and row_number() over (partition by episode_key, coalesce(is_denied_for_it, false)
            order by case verdict when 'missing' then 0 when 'wrong' then 1 else 2 end,
                case split_part(rule_id, '_', 1) when 'discipline' then 0 when 'pair' then 1 when 'kx' then 2 else 3 end,
                trust, rule_id, modifier, line_key desc, related_line_key) = 1 AS is_denied_for_it
    from matched
)
select a.line_key, a.episode_key, a.modifier, a.verdict, a.rule_id, a.related_line_key,
    -- the payer's own answer settles a doubt
    case when a.is_denied_for_it and a.verdict = 'missing' then 'finding' else a.trust end AS trust, a.at_stake, a.explanation,
    a.citation, b.file_id, b.sheet, b.row_no, b.practice, b.location, b.patient_id, b.provider, b.payer, b.payer_no,
    b.payer_class, b.rule_payer_no, b.claim_id, b.line_no, b.cut_no, b.dos, y.submit_date, y.answer_date, b.cpt, b.discipline, b.modifiers, b.units, b.charge,
    a.latest_key <> a.line_key AS is_mended, a.outcome, a.first_outcome, a.related_outcome, a.allowed, p.billed AS expected, a.is_denied_for_it,
    cast(case when a.is_denied_for_it then b.charge else 0 end AS decimal(12, 2)) AS denied_charge,
    cast(case when a.is_denied_for_it then coalesce(p.billed, 0) else 0 end AS decimal(12, 2)) AS denied_amount
from answered AS a
join billed_line AS b on b.line_key = a.line_key
join line_day AS y on y.line_key = a.line_key
left join line_price AS p on p.line_key = a.latest_key
