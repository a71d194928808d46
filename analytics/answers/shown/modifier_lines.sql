-- one row per line and rule of a modifier that it does not keep, the dearest refusals first
-- key: line_key, rule_id, modifier
-- inputs: modifier_gap, episode, billed_line, input_file
-- $trust: finding | hint; $payer, $modifier, $kind: a cell of modifier_cells, '' = all
-- $shown: of so many rows, the first ones, the rest is joined; null: of all
-- line_key and day_key are text, because a spreadsheet and a browser round such long numbers
with gap as (
    select *,
        case verdict when 'missing' then 'missing' when 'superfluous' then 'unneeded' else 'wrong' end AS kind
    from modifier_gap
    where trust = $trust and selected(cut_no, dos, submit_date, answer_date, $filter)
),
chosen as (
    select * from gap
    where ($payer = '' or coalesce(payer, 'not named') = $payer)
        and ($modifier = '' or coalesce(modifier, 'Code or units') = $modifier)
        and ($kind = '' or kind = $kind)
),
first as (
    select * from chosen
    order by denied_amount desc, is_denied_for_it desc, at_stake desc nulls last, dos, line_key, rule_id, modifier
    limit $shown
),
answered as (
    select episode_key, first_outcome,
        coalesce(first_group || ' ', '') || coalesce(first_carc, '')
            || case when len(first_remarks) > 0 then ' ' || array_to_string(first_remarks, ' ') else '' end AS reason
    from episode
    where episode_key in (select episode_key from first)
),
named as (
    select line_key, day_key, claim_id, line_no, cpt
    from billed_line
    where line_key in (select line_key from first union all select related_line_key from first)
)
select cast(c.line_key AS varchar) AS line_key, cast(n.day_key AS varchar) AS day_key, c.verdict, c.modifier, c.rule_id, c.payer, c.dos,
    c.cpt, array_to_string(c.modifiers, ' ') AS modifiers, c.units, c.patient_id, c.provider, c.claim_id, c.line_no,
    case
        when a.first_outcome is null then 'no answer yet'
        when a.first_outcome = 'paid' then 'paid, ' || coalesce(format('{:,.2f}', cast(c.allowed AS decimal(12, 2))), 'nothing') || ' allowed'
        else replace(a.first_outcome, '_', ' ') || ': ' || trim(a.reason)
            || case when c.outcome = 'paid' then ', paid later' else '' end
    end AS answer,
    c.is_denied_for_it, c.denied_amount, c.denied_charge, c.expected, c.at_stake, c.explanation, c.citation, c.trust,
    o.claim_id AS beside_claim, o.line_no AS beside_line, o.cpt AS beside_code, f.name AS file, c.sheet, c.row_no
from first AS c
left join named AS n on n.line_key = c.line_key
left join named AS o on o.line_key = c.related_line_key
left join answered AS a on a.episode_key = c.episode_key
left join input_file AS f on f.file_id = c.file_id
order by c.denied_amount desc, c.is_denied_for_it desc, c.at_stake desc nulls last, c.dos, c.line_key, c.rule_id, c.modifier
