-- one row per paid line behind a figure of payments, the largest amount first
-- inputs: paid_line, episode, assumption
-- $part: rated (its rate is known) | unrated | days (from service to payment) | fee (lost because the charge is below the rate)
-- $shown: of so many rows, the first ones, the rest is joined; null: of all
-- line: the line's episode, as text, to tell its story by
with tolerance as (
    select max(base) filter (where name = 'underpaid_tolerance_share') AS share,
        max(base) filter (where name = 'underpaid_tolerance_dollars') AS dollars
    from assumption
),
paid as (
    select p.*, date_diff('day', dos, last_date) AS days,
        case when charge > 0 and charge < claimed and units > 0 and not is_per_visit and is_rated and (price_basis = 'fee_schedule' or not is_assumed)
            then cast(claimed - greatest(charge, coalesce(allowed, 0)) AS decimal(12, 2)) end AS lost
    from paid_line AS p
    where not is_self_pay and selected(cut_no, dos, submit_date, answer_date, $filter)
),
counted as (
    select c.*, case $part
            when 'rated' then case when not c.was_denied and c.is_rated then 1 end
            when 'unrated' then case when not c.was_denied and not c.is_rated then 1 end
            when 'days' then case when not c.was_denied and c.days >= 0 then c.days end
            when 'fee' then case when c.lost > greatest(t.dollars, c.claimed * t.share) then c.lost end end AS amount
    from paid AS c
    cross join tolerance AS t
),
chosen as (
    select * from counted
    where amount is not null
),
first as (
    select * from chosen
    order by amount desc, allowed desc nulls last, dos, episode_key
    limit $shown
)
select cast(c.episode_key AS varchar) AS line, e.patient_id, c.dos, c.payer, c.provider, c.cpt, e.claim_id, e.line_no, c.last_date AS answered_on, c.days,
    c.price_basis AS said, c.charge, c.claimed AS expected, c.allowed, c.amount
from first AS c
join episode AS e on e.episode_key = c.episode_key
order by c.amount desc, c.allowed desc nulls last, c.dos, c.episode_key
