-- one row per billed line, whatever is filtered, the largest charge first
-- inputs: billed_line, match, unit_audit
-- $part: lines | answered (a remittance answers it) | minutes (a timed line with documented minutes) | unanswered
-- $shown: of so many rows, the first ones, the rest is joined; null: of all
-- line: the line, as text, to tell its story by
with answered as (
    select line_key from match
    where is_standing and $part in ('answered', 'unanswered')
),
timed as (
    select line_key from unit_audit
    where line_key is not null and minutes is not null and $part = 'minutes'
),
chosen as (
    select line_key, charge, dos, 1 AS amount
    from billed_line
    where ($part <> 'answered' or line_key in (select line_key from answered))
        and ($part <> 'unanswered' or line_key not in (select line_key from answered))
        and ($part <> 'minutes' or line_key in (select line_key from timed))
),
first as (
    select * from chosen
    order by charge desc nulls last, dos, line_key
    limit $shown
)
select cast(c.line_key AS varchar) AS line, b.patient_id, c.dos, b.payer, b.provider, b.cpt, b.claim_id, b.line_no, b.units, c.charge, c.amount
from first AS c
join billed_line AS b on b.line_key = c.line_key
order by c.charge desc nulls last, c.dos, c.line_key
