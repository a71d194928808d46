-- one row per paid line episode: what was allowed, what was expected of it, by which price
-- key: episode_key
-- inputs: episode, line_value, payer_day, setting
-- step: per patient
-- The questions about payments read this and not the two million-line tables behind it.
-- is_rated: its rate is known (a loaded schedule, or Medicare's in a stated locality); was_denied: refused at first, so that it belongs
-- to the denial; is_cut: its payer cuts several procedures of a day, so two amounts per unit are lawful.
with ruled as (
    select rule_payer_no, dos, coalesce(unit_rule, '') = 'per_visit' AS is_per_visit,
        coalesce(mppr, 'none') <> 'none' and coalesce(mppr_scope, '') <> 'facility' AS is_cut
    from payer_day
)
select e.episode_key, e.payer, e.provider, e.location, e.cpt, e.cut_no, e.dos, e.submit_date, e.answer_date, e.last_date, e.units, e.charge, e.allowed,
    coalesce(e.first_outcome, '') = 'denied' AS was_denied, coalesce(e.payer_class, '') = 'self_pay' AS is_self_pay,
    coalesce(v.price_basis = 'fee_schedule' or (v.price_basis = 'medicare' and s.locality is not null), false) AS is_rated,
    v.price_basis, v.is_assumed, v.price, v.expected, v.claimed, v.assistant_cut,
    v.is_visit_rate or coalesce(r.is_per_visit, false) AS is_per_visit, coalesce(r.is_cut, false) AS is_cut
from episode AS e
join line_value AS v on v.episode_key = e.episode_key
left join ruled AS r on r.rule_payer_no = e.rule_payer_no and r.dos = e.dos
cross join setting AS s
where e.outcome = 'paid' and not e.is_void
