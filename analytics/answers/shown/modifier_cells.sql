-- one row per payer, modifier and kind of gap: how many lines, and what was refused because of it
-- key: payer, modifier, kind
-- inputs: modifier_gap
-- kind: missing | wrong (wrong, contradiction, never together) | unneeded. A line counts once in a cell. Of each kind the 15 payers with
-- most dollars are kept; payer_amount, payer_lines order them.
with line as (
    select line_key, coalesce(payer, 'not named') AS payer, coalesce(modifier, 'Code or units') AS modifier,
        case verdict when 'missing' then 'missing' when 'superfluous' then 'unneeded' else 'wrong' end AS kind,
        bool_or(is_denied_for_it) AS is_denied, max(denied_amount) AS denied_amount
    from modifier_gap
    where trust = 'finding' and selected(cut_no, dos, submit_date, answer_date, $filter)
    group by 1, 2, 3, 4
),
cell as (
    select kind, payer, modifier, count(*) AS lines, count(*) filter (where is_denied) AS denied_lines,
        sum(denied_amount) AS denied_amount
    from line
    group by kind, payer, modifier
),
summed as (
    select *, sum(denied_amount) over (partition by kind, payer) AS payer_amount, sum(lines) over (partition by kind, payer) AS payer_lines
    from cell
)
select *
from summed
qualify dense_rank() over (partition by kind order by payer_amount desc, payer_lines desc, payer) <= 15
order by kind, payer_amount desc, payer_lines desc, payer, denied_amount desc, lines desc, modifier
