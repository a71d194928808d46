-- one row per billed line, whatever is filtered, the largest charge first
-- inputs: billed_line, match, unit_audit
-- $part: lines | answered (a remittance answers it) | minutes (a timed line with documented minutes) | unanswered
-- line: the line, as text, to tell its story by
with chosen as (
    select b.* from billed_line AS b
    where case $part
        when 'lines' then true
        when 'answered' then b.line_key in (select line_key from match where is_standing)
        when 'unanswered' then b.line_key not in (select line_key from match where is_standing)
        else b.line_key in (select line_key from unit_audit where line_key is not null and minutes is not null) end
)
select cast(line_key AS varchar) AS line, patient_id, dos, payer, provider, cpt, claim_id, line_no, units, charge, 1 AS amount
from chosen
order by charge desc nulls last, dos, line_key
