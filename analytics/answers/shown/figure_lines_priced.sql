-- one row per paid line of a payer and code, as paid_over_expected counts it, the largest shortfall first
-- inputs: paid_line, rate_paid, rate_stretch, episode
-- $payer, $code, $basis: the cell (basis: agreed | own). amount: what was allowed
-- line: the line's episode, as text, to tell its story by
with agreed as (
    select episode_key, payer, provider, cpt, dos, allowed, most_owed(expected, charge) - least(assistant_cut, greatest(expected - allowed, 0)) AS expected
    from paid_line
    where $basis = 'agreed' and not was_denied and expected > 0 and is_rated and cpt = $code
        and selected(cut_no, dos, submit_date, answer_date, $filter)
),
own as (
    select p.episode_key, p.payer, p.provider, p.cpt, p.dos, p.allowed, cast(round(r.rate * p.units, 2) AS decimal(12, 2)) AS expected
    from rate_paid AS p
    join rate_stretch AS r
        on r.payer_no = p.payer_no and r.cpt = p.cpt and r.variant = p.variant and r.is_dominant
        and p.dos >= r.first_day and p.dos <= coalesce(r.last_day, p.dos)
    where $basis = 'own' and p.cpt = $code and selected(p.cut_no, p.dos, p.submit_date, p.answer_date, $filter)
)
select cast(l.episode_key AS varchar) AS line, e.patient_id, l.dos, l.payer, l.provider, l.cpt, e.claim_id, e.line_no, l.expected,
    l.expected - l.allowed AS short, l.allowed AS amount
from (select * from agreed union all select * from own) AS l
join episode AS e on e.episode_key = l.episode_key
where coalesce(l.payer, 'not named') = $payer
order by short desc, l.dos, l.episode_key
