-- one row per line whose modifiers do not keep a rule, behind a figure or a cell of the matrix, the dearest refusal first
-- inputs: modifier_gap
-- $part: missing | denied | unneeded_59 | unneeded | wrong (lines, each once) | denied_amount (of missing ones) | denied_cell (dollars of the cell) | cell | doubtful
-- $payer, $modifier, $kind: a cell of modifier_cells, empty = all
-- $shown: of so many rows, the first ones, the rest is joined; null: of all
-- line: the line, as text, to tell its story by
with named as (
    select *, case verdict when 'missing' then 'missing' when 'superfluous' then 'unneeded' else 'wrong' end AS kind
    from modifier_gap
    where trust = case when $part = 'doubtful' then 'hint' else 'finding' end and selected(cut_no, dos, submit_date, answer_date, $filter)
        and ($payer = '' or coalesce(payer, 'not named') = $payer) and ($modifier = '' or coalesce(modifier, 'Code or units') = $modifier)
),
gap as (
    select * from named
    where $kind = '' or kind = $kind
),
line as (
    select line_key, min(dos) AS dos, max(denied_amount) AS worth,
        case $part
            when 'missing' then max(case when verdict = 'missing' then 1 end)
            when 'denied' then max(case when verdict = 'missing' and is_denied_for_it then 1 end)
            when 'unneeded_59' then max(case when rule_id = 'pair_unneeded_59' then 1 end)
            when 'unneeded' then max(case when verdict = 'superfluous' then 1 end)
            when 'wrong' then max(case when verdict in ('wrong', 'contradiction', 'never_together') then 1 end)
            when 'denied_amount' then max(case when verdict = 'missing' then denied_amount end)
            when 'denied_cell' then max(denied_amount)
            else 1 end AS amount
    from gap
    group by line_key
),
chosen as (
    select * from line
    where amount <> 0
),
first as (
    select * from chosen
    order by worth desc nulls last, dos, line_key
    limit $shown
),
told as (
    select line_key, min(patient_id) AS patient_id, min(payer) AS payer, min(provider) AS provider, min(cpt) AS cpt,
        min(claim_id) AS claim_id, min(line_no) AS line_no, string_agg(distinct modifier, ' ' order by modifier) AS modifier,
        string_agg(distinct rule_id, ', ' order by rule_id) AS rules
    from gap
    where line_key in (select line_key from first)
    group by line_key
)
select cast(c.line_key AS varchar) AS line, t.patient_id, c.dos, t.payer, t.provider, t.cpt, t.claim_id, t.line_no, t.modifier, t.rules, c.worth,
    c.amount
from first AS c
join told AS t on t.line_key = c.line_key
order by c.worth desc nulls last, c.dos, c.line_key
