-- one row per line episode: what its line should be allowed, as billed and as the minutes support
-- key: episode_key
-- inputs: episode, service_line, billed_line, unit_audit, unit_visit, line_price, visit_fee, payer_day
-- step: per patient
-- expected: the line as billed; earned: at the correct units; claimed: the smaller, what was both earned and billed.
-- assistant_cut: what the payer takes for an assistant's line (CQ, CO), of its own share or of the whole, as its rules say.
-- rule: the line's part of the price of its day; under per_visit the visit's rate (loaded schedule '*', else the payer's rules) shared as the payer shared it, else by charge.
-- What a visit missed stands on the line its finding is pinned to; what it billed too much comes off its most excessive
-- lines: moving a unit between codes is netted inside the visit. A line without a price is expected at what was allowed; refused, it has no expected
-- amount.
with visit_line as (
    select e.episode_key, b.visit_key, e.cpt, e.line_no, v.visit_rate,
        -- the payer's own division of its rate, once all lines of the visit are answered and none is denied; else by charge
        case when bool_and(coalesce(e.outcome in ('paid', 'adjusted_off'), false)) over visit and sum(e.allowed) over visit > 0 then e.allowed
            else e.charge end AS weight,
        f.rate AS fee
    from episode AS e
    join billed_line AS b on b.line_key = e.latest_key
    left join payer_day AS v on v.rule_payer_no = e.rule_payer_no and v.dos = e.dos
    left join visit_fee AS f on f.payer = e.payer and f.effective_from <= e.dos and (f.effective_to is null or e.dos < f.effective_to)
    where not e.is_void and (v.unit_rule = 'per_visit' or f.rate is not null)
    window visit as (partition by b.visit_key)
),
visit_upto as (
    select *, coalesce(fee, visit_rate) AS rate,
        sum(weight) over whole AS weight_all, sum(weight) over upto AS weight_to,
        sum(weight) over upto - weight AS weight_from
    from visit_line
    window whole as (partition by visit_key), upto as (partition by visit_key order by cpt, line_no, episode_key)
),
visit_share as (
    select episode_key, case when fee is not null then 'fee_schedule' else 'visit_rate' end AS price_basis,
        cast(round(rate * weight_to / weight_all, 2) - round(rate * weight_from / weight_all, 2) AS decimal(12, 2)) AS share
    from visit_upto
    where weight_all > 0 and rate is not null
),
excess as (   -- how much of the visit's excess comes off each of its lines
    select u.line_key, cast(least(-u.value, greatest(-v.value - (sum(-u.value) over most_first + u.value), 0))
        AS decimal(12, 2)) AS taken
    from unit_audit AS u
    join unit_visit AS v on v.visit_key = u.visit_key and v.value < 0
    where u.value < 0
    window most_first as (partition by u.visit_key order by u.value, u.cpt, u.line_no, u.shown_key)
),
priced as (
    select e.episode_key, s.share is not null AS is_visit_rate, p.price, p.is_assumed, coalesce(s.price_basis, p.price_basis) AS price_basis,
        cast(coalesce(s.share, p.billed) AS decimal(12, 2)) AS expected,
        e.allowed, x.taken,
        case when list_has_any(z.modifiers, ['CQ', 'CO']) and r.assistant_modifier = 'required'
            then (1 - r.assistant_share) * case r.assistant_base when 'payer_share' then 0.80 else 1 end else 0 end AS cut_share,
        case when v.value > 0 then v.value else 0 end AS missed
    from episode AS e
    left join visit_share AS s on s.episode_key = e.episode_key
    left join line_price AS p on p.line_key = e.latest_key
    left join service_line AS z on z.line_key = e.latest_key
    left join payer_day AS r on r.rule_payer_no = e.rule_payer_no and r.dos = e.dos
    left join excess AS x on x.line_key = e.latest_key
    left join unit_visit AS v on v.pinned.line_key = e.latest_key and v.verdict <> 'undetermined'
    where not e.is_void
)
select episode_key, is_visit_rate, price, price_basis, is_assumed, expected,
    cast(coalesce(expected, nullif(allowed, 0)) - coalesce(taken, 0) + missed AS decimal(12, 2)) AS earned,
    cast(coalesce(expected, nullif(allowed, 0)) - coalesce(taken, 0) AS decimal(12, 2)) AS claimed,
    cast(round((coalesce(expected, nullif(allowed, 0)) - coalesce(taken, 0)) * cut_share, 2) AS decimal(12, 2)) AS assistant_cut
from priced
