-- one row per line episode with an answer behind a rate of denials, the largest charge first
-- inputs: answered_line, episode
-- $part: denied | denied_charge | patient_billed | worked | still_denied | younger | overturned | days (from the first denial to the answer that paid)
-- $payer, $family: a cell of denial_cells, empty = all
-- $shown: of so many rows, the first ones, the rest is joined; null: of all
-- line: the line's episode, as text, to tell its story by
with outcome as (   -- read only where a part asks for it
    select episode_key, outcome, date_diff('day', first_date, last_date) AS days
    from episode
    where $part in ('overturned', 'days') and first_outcome = 'denied'
),
line as (
    select l.*, e.outcome, e.days
    from answered_line AS l
    left join outcome AS e on e.episode_key = l.episode_key
    where selected(l.cut_no, l.dos, l.submit_date, l.answer_date, $filter)
        and ($part not in ('overturned', 'days') or l.is_denied) and ($payer = '' or l.payer = $payer) and ($family = '' or l.family = $family)
),
counted as (
    select *, case $part
            when 'denied' then case when is_denied then 1 end
            when 'denied_charge' then case when is_denied then charge end
            when 'patient_billed' then case when is_patient_billed then 1 end
            when 'worked' then case when is_worked then 1 end
            when 'still_denied' then case when is_worked and is_denied_now then 1 end
            when 'younger' then case when not is_worked then 1 end
            when 'overturned' then case when is_worked and is_denied and outcome = 'paid' then 1 end
            when 'days' then case when is_denied and outcome = 'paid' then days end end AS amount
    from line
),
chosen as (
    select * from counted
    where amount is not null
),
first as (
    select * from chosen
    order by charge desc, dos, episode_key
    limit $shown
)
select cast(c.episode_key AS varchar) AS line, e.patient_id, c.dos, c.payer, c.provider, c.cpt, e.claim_id, e.line_no, c.answered_on, c.reason,
    c.family, e.outcome AS said, c.charge, c.expected, c.amount
from first AS c
join episode AS e on e.episode_key = c.episode_key
order by c.charge desc, c.dos, c.episode_key
