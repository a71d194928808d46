-- one row per claim of the worklist behind one of its figures, the largest value first
-- inputs: work_queue, work_line, setting
-- $part: recoverable | value | due | follow_up | closed | unpriced | too_late; amount adds up to the figure of worklist_summary
-- $today: the day follow-ups are held against, empty = the as-of day
-- line: its dearest line, as text, to tell its story by
with chosen as (
    select q.*, case $part
            when 'recoverable' then q.recoverable
            when 'value' then q.value
            when 'due' then case when q.place = 'queue' and q.state <> 'sent' and q.days_left between 0 and 7 then 1 end
            when 'follow_up' then case when q.place = 'queue' and q.follow_up <= coalesce(try_cast(nullif($today, '') AS date), q.as_of) then 1 end
            when 'closed' then case when q.proven is not null and q.last_paid > q.as_of - 90 and q.last_paid <= q.as_of then 1 end
            when 'unpriced' then case when q.place = 'queue' and q.unpriced > 0 then 1 end
            when 'too_late' then case when q.place = 'too_late' then 1 end end AS amount
    from work_queue AS q
    where q.claim_key in (select claim_key from work_line where selected(cut_no, dos, submit_date, answer_date, $filter))
)
select cast(claim_key AS varchar) AS line, patient_id, dos, payer, provider, claim_id, cause_label AS root_cause, code AS reason, state AS said, deadline,
    chance, recoverable, recovered, amount
from chosen
where amount <> 0
order by amount desc, value desc nulls last, dos, claim_key
