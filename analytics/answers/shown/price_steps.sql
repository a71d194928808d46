-- one row per line of one patient's day, and per documented code that nobody billed: every figure its price is made of
-- inputs: line_price, priced_line, day_unit, unit_price, payer_day, medicare_rate, rvu_release, rvu, gpci, setting, fee_rate,
-- observed_rate, payer, billed_line, episode
-- $day_key: text. billed_, correct_: the day as billed, and as the minutes support it; first = its first unit is the one paid in full;
-- whole = before the daily cap, above = what the cap leaves unpaid. day_*: sums over the day.
-- assistant_cut: what the payer keeps of its own part (or of the allowed amount) for an assistant's units; the law's, no lower price.
with line as (
    select l.*, p.rule_payer_no, p.modifiers, p.is_ranked, p.pe_rvu, p.total_rvu
    from line_price AS l
    join priced_line AS p
        on p.day_key = try_cast($day_key AS bigint) and p.visit_key = l.visit_key and p.cpt = l.cpt
        and p.line_key is not distinct from l.line_key
    where l.day_key = try_cast($day_key AS bigint)
),
unit as (
    select * from day_unit where visit_key in (select visit_key from line)
),
index as (
    select r.*, s.locality, coalesce(g.work, 1) AS work_gpci, coalesce(g.pe, 1) AS pe_gpci, coalesce(g.mp, 1) AS mp_gpci,
        g.name AS locality_name
    from rvu_release AS r
    cross join setting AS s
    left join gpci AS g on g.release = r.release and g.mac || '-' || g.locality = s.locality
),
fee as (
    select l.line_key, l.visit_key, l.cpt,
        arg_max(struct_pack(effective_from := f.effective_from, modifier := f.modifier),
            (f.modifier is not null, f.effective_from)) AS said
    from line AS l
    join (select distinct payer_no, payer from payer) AS k on k.payer_no = l.payer_no
    join fee_rate AS f
        on f.payer = k.payer and f.cpt = l.cpt and l.dos >= f.effective_from
        and (f.effective_to is null or l.dos < f.effective_to)
        and (f.modifier is null or list_contains(l.modifiers, f.modifier))
    where l.price_basis = 'fee_schedule'
    group by l.line_key, l.visit_key, l.cpt
),
class as (
    select payer_no, any_value(payer_class) AS payer_class from payer group by payer_no
),
told as (
    select b.line_key, b.claim_id, b.line_no, b.provider, e.allowed, e.sequestration
    from billed_line AS b
    left join episode AS e on e.latest_key = b.line_key
    where b.line_key in (select line_key from line)
)
select l.cpt, t.claim_id, t.line_no, t.provider, array_to_string(l.modifiers, ' ') AS modifiers, l.line_key is null AS never_billed,
    l.price_basis, l.price, l.price_later, l.is_assumed, d.mppr, l.is_ranked, l.pe_rvu, l.total_rvu, d.payer AS rule_payer,
    d.unit_rule, d.visit_rate,
    i.release, i.first_day, i.last_day, i.locality, i.locality_name, i.conversion_factor, i.work_gpci, i.pe_gpci, i.mp_gpci,
    v.work_rvu, v.pe_rvu AS release_pe_rvu, v.mp_rvu, m.full_price, m.reduced_price,
    f.said.effective_from AS fee_from, f.said.modifier AS fee_modifier, o.lines AS median_lines,
    l.units_billed, coalesce(ub.is_first, false) AS billed_first, cast(l.billed + coalesce(ub.above_cap, 0) AS decimal(12, 2)) AS billed_whole,
    coalesce(ub.above_cap, 0) AS billed_above, l.billed,
    l.units_correct, coalesce(uc.is_first, false) AS correct_first, cast(l.correct + coalesce(uc.above_cap, 0) AS decimal(12, 2)) AS correct_whole,
    coalesce(uc.above_cap, 0) AS correct_above, l.correct,
    'cap_' || coalesce(ub.cap_kind, uc.cap_kind) AS cap_kind, d.daily_cap_amount AS cap_amount, d.daily_cap_keep AS cap_keep,
    d.daily_cap_evaluation AS cap_evaluation, d.daily_cap_reevaluation AS cap_reevaluation,
    t.allowed, t.sequestration,
    case when list_has_any(l.modifiers, ['CQ', 'CO']) and d.assistant_modifier = 'required' then d.assistant_share end AS assistant_share,
    d.assistant_base,
    cast(case when list_has_any(l.modifiers, ['CQ', 'CO']) and d.assistant_modifier = 'required'
        then round(l.billed * (1 - d.assistant_share) * case d.assistant_base when 'payer_share' then 0.80 else 1 end, 2) end
        AS decimal(12, 2)) AS assistant_cut,
    cast(sum(l.billed) over () AS decimal(12, 2)) AS day_billed, cast(sum(l.correct) over () AS decimal(12, 2)) AS day_correct,
    cast(sum(l.correct - l.billed) over () AS decimal(12, 2)) AS day_difference,
    count(*) over () - count(l.price) over () AS lines_without_price
from line AS l
left join class AS c on c.payer_no = l.payer_no
left join payer_day AS d on d.rule_payer_no = l.rule_payer_no and d.dos = l.dos
left join medicare_rate AS m on m.cpt = l.cpt and l.dos >= m.first_day and (l.dos <= m.last_day or m.is_last)
left join index AS i on i.release = m.release
left join rvu AS v on v.release = m.release and v.hcpcs = l.cpt
left join fee AS f on f.visit_key = l.visit_key and f.cpt = l.cpt and f.line_key is not distinct from l.line_key
left join observed_rate AS o on o.price_basis = l.price_basis and o.cpt = l.cpt and case l.price_basis
    when 'payer_median' then o.payer_no = l.payer_no when 'class_median' then o.payer_class = c.payer_class else true end
left join unit AS ub
    on ub.scenario = 'billed' and ub.visit_key = l.visit_key and ub.cpt = l.cpt and ub.line_key is not distinct from l.line_key
left join unit AS uc
    on uc.scenario = 'correct' and uc.visit_key = l.visit_key and uc.cpt = l.cpt and uc.line_key is not distinct from l.line_key
left join told AS t on t.line_key = l.line_key
order by coalesce(ub.is_first, false) desc, l.line_key nulls last, l.cpt
