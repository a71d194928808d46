-- one row per paid line that was allowed less than its payer's own dominant rate, or by a dominant rate that fell
-- key: episode_key
-- inputs: rate_paid, rate_stretch, match, remitted_line, assumption
-- step: merge (what repeats is counted over the whole practice)
-- kind: rate_cut (the dominant rate itself fell: the line got the new one; shortfall = to the rate before), units_cut (the dominant
-- rate, for fewer units than were billed), below_own_rate (less than the dominant rate of its time, beyond the tolerance).
-- rate_cut goes by the share alone, because a small cut on every line adds up. low_rate: the amount per unit where it repeats (3 lines), else null.
-- Suspected, never a finding: rates fall lawfully, and a payer's name may stand for several contracts.
with tolerance as (
    select max(base) filter (where name = 'underpaid_tolerance_share') AS share,
        max(base) filter (where name = 'underpaid_tolerance_dollars') AS dollars
    from assumption
),
judged as (
    select p.*, s.first_day, s.rate AS own_rate, s.rate_before, t.share, t.dollars,
        cast(round(s.rate * p.units, 2) AS decimal(12, 2)) AS own_amount,
        coalesce(s.rate_before - s.rate > s.rate_before * t.share, false) AS is_cut
    from rate_paid AS p
    join rate_stretch AS s
        on s.payer_no = p.payer_no and s.cpt = p.cpt and s.variant = p.variant and s.is_dominant
        and p.dos >= s.first_day and p.dos <= coalesce(s.last_day, p.dos)
    cross join tolerance AS t
),
low as (
    select *, own_amount - allowed > greatest(dollars, own_amount * share) AS is_low from judged
),
claim_units as (   -- a later payer may say its units too
    select m.line_key, r.claim_key, sum(r.units) AS units
    from match AS m
    join remitted_line AS r on r.remitted_key = m.remitted_key
    where r.outcome = 'paid' and r.is_standing and m.line_key in (select line_key from low where is_low)
    group by m.line_key, r.claim_key
),
told as (
    select line_key, max(units) AS paid_units from claim_units group by line_key
),
kept as (
    select l.*, u.paid_units,
        case when not l.is_low then 'rate_cut'
            when u.paid_units < l.units and u.paid_units > 0
                and l.allowed >= least(l.own_rate * u.paid_units * (1 - l.share), l.own_rate * u.paid_units - l.dollars) then 'units_cut'
            else 'below_own_rate' end AS kind
    from low AS l
    left join told AS u on u.line_key = l.line_key
    where l.is_low or (l.is_cut and l.allowed <= greatest(l.own_amount + l.dollars, l.own_amount * (1 + l.share)) and l.allowed < round(l.rate_before * l.units, 2))
)
select episode_key, payer_no, payer, cpt, variant, first_day AS stretch_from, kind, provider, location, cut_no, dos, submit_date, answer_date, units, paid_units,
    allowed, case when kind = 'rate_cut' then rate_before else own_rate end AS expected_rate, rate AS line_rate,
    case when kind = 'rate_cut' then own_rate
        when kind = 'below_own_rate' and count(*) over (partition by payer_no, cpt, variant, first_day, kind, rate) >= 3 then rate end AS low_rate,
    cast(case when kind = 'rate_cut' then round(rate_before * units, 2) else own_amount end - allowed AS decimal(12, 2)) AS shortfall
from kept
