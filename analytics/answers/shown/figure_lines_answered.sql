-- one row per line episode with an answer behind a rate of denials, the largest charge first
-- inputs: answered_line, episode
-- $part: denied | denied_charge | patient_billed | worked | still_denied | younger | overturned | days (from the first denial to the answer that paid)
-- $payer, $family: a cell of denial_cells, empty = all
-- line: the line's episode, as text, to tell its story by
with chosen as (
    select l.*, e.patient_id, e.claim_id, e.line_no, e.outcome, date_diff('day', e.first_date, e.last_date) AS days
    from answered_line AS l
    join episode AS e on e.episode_key = l.episode_key
    where selected(l.cut_no, l.dos, l.submit_date, l.answer_date, $filter)
        and ($payer = '' or l.payer = $payer) and ($family = '' or l.family = $family)
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
    from chosen
)
select cast(episode_key AS varchar) AS line, patient_id, dos, payer, provider, cpt, claim_id, line_no, answered_on, reason, family,
    outcome AS said, charge, expected, amount
from counted
where amount is not null
order by charge desc, dos, episode_key
