-- one row per line (and visit never billed) that stands in a column of the revenue ledger, the largest amount first
-- inputs: ledger_line, billed_line, unbilled_value, mature_to
-- $step: the column; $days: mature = billed lines of mature days only (as kpi_money), empty = all
-- $shown: of so many rows, the first ones, the rest is joined; null: of all
-- line: the billed line, or the first documented row of what was never billed, as text, to tell its story by
with stood as (
    select *, case $step when 'earned' then earned when 'above_expected' then above_expected when 'unbilled_units' then unbilled_units
            when 'denied' then denied when 'underpaid' then underpaid when 'statutory' then statutory when 'written_off' then written_off
            when 'open_insurance' then open_insurance when 'open_patient' then open_patient when 'unexplained' then unexplained
            when 'collected' then collected end AS amount
    from ledger_line
    where selected(cut_no, dos, submit_date, answer_date, $filter)
        and ($days = '' or (episode_key is not null and dos <= (select coalesce(max(mature_to), date '1900-01-01') from mature_to)))
),
chosen as (
    select * from stood
    where amount <> 0
),
first as (
    select * from chosen
    order by abs(amount) desc, dos, episode_key nulls last, visit_key, cpt
    limit $shown
)
select cast(coalesce(c.episode_key, v.first_row_key, b.line_key) AS varchar) AS line, coalesce(b.patient_id, v.patient_id) AS patient_id, c.dos,
    c.payer, c.provider, c.cpt, c.claim_id, c.line_no, c.earned, c.collected, c.amount
from first AS c
left join billed_line AS b on b.line_key = c.episode_key
left join unbilled_value AS v on v.visit_key = c.visit_key and c.episode_key is null
order by abs(c.amount) desc, c.dos, line
