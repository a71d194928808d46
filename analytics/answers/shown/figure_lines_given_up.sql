-- one row per denied line that the practice wrote off, mature days, the largest amount first
-- inputs: episode, ledger_line, mature_to
-- amount: in the ledger's dollars, the part of the denied amount that was written off of the charge, as kpi_money counts it
-- line: the line's episode, as text, to tell its story by
select cast(e.episode_key AS varchar) AS line, e.patient_id, e.dos, e.payer, e.provider, e.cpt, e.claim_id, e.line_no, e.charge, e.written_off, l.denied,
    cast(round(l.denied * least(e.written_off / nullif(e.charge, 0), 1), 2) AS decimal(12, 2)) AS amount
from episode AS e
join ledger_line AS l on l.episode_key = e.episode_key
where e.written_off > 0 and e.outcome = 'denied' and not e.is_void
    and e.dos <= (select coalesce(max(mature_to), date '1900-01-01') from mature_to)
    and selected(e.cut_no, e.dos, e.submit_date, e.answer_date, $filter)
order by amount desc, e.dos, e.episode_key
