-- one row per line that was denied at first, with what it was worth and what came of it, the largest amount first
-- inputs: answered_line, denial
-- $part: expected | recovered (of those with a price) | recoverable | preventable | judged (the cause is known) | unpriced; amount adds up to that column of
-- denial_money or of figure_recovered
-- line: the line's episode, as text, to tell its story by
with chosen as (
    select d.*, case $part
            when 'expected' then d.expected
            when 'recovered' then case when d.expected is not null then d.recovered end
            when 'recoverable' then d.recoverable
            when 'preventable' then case when d.preventable = 'high' then d.expected end
            when 'judged' then case when d.preventable is not null then d.expected end
            when 'unpriced' then case when d.expected is null then 1 end end AS amount
    from answered_line AS l
    join denial AS d on d.episode_key = l.episode_key
    where l.is_denied and selected(l.cut_no, l.dos, l.submit_date, l.answer_date, $filter)
)
select cast(episode_key AS varchar) AS line, patient_id, dos, payer, provider, cpt, claim_id, line_no, first_denied AS answered_on,
    trim(coalesce(group_code, '') || ' ' || coalesce(carc, '')) AS reason, root_cause, status AS said, charge, expected, recovered, amount
from chosen
where amount <> 0
order by amount desc, dos, episode_key
