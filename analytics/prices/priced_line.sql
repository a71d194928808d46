-- one row per service as last billed, and per documented code that nobody billed, with its units and the price of a unit
-- key: line_key, or visit_key + cpt where it is null
-- inputs: service_line, episode, unit_line, unbilled_visit, documented_row, unit_price, payer_day, therapy_code
-- step: per patient
-- units_correct: what the minutes support; as billed where they cannot tell, and for untimed codes. A visit never billed is a day of
-- its own. paid_as_first: the payer allowed more than the reduced rates come to: of two units with the same price
-- that was the one in full (assistants' lines tell nothing: their allowed amount may be cut).
with timed_unbilled as (   -- codes that were documented and not billed follow their visit
    select u.visit_key, u.cpt, u.units_correct, any_value(s.day_key) AS day_key, any_value(s.payer_no) AS payer_no,
        any_value(s.rule_payer_no) AS rule_payer_no, any_value(s.dos) AS dos
    from unit_line AS u
    join service_line AS s on s.visit_key = u.visit_key
    where u.line_key is null
    group by u.visit_key, u.cpt, u.units_correct
),
untimed_unbilled as (
    select distinct v.visit_key, d.cpt
    from (select visit_key, unnest(row_keys) AS row_key from unbilled_visit) AS v
    join documented_row AS d on d.row_key = v.row_key
    where d.cpt is not null and d.unit_basis <> 'timed_15'
),
line as (
    select s.line_key, s.claim_id, s.line_order, s.visit_key, s.day_key, s.payer_no, s.rule_payer_no, s.dos, s.cpt, coalesce(s.modifiers, []) AS modifiers,
        s.units AS units_billed, cast(coalesce(u.units_correct, s.units) AS decimal(9, 2)) AS units_correct,
        case when e.outcome = 'paid' and not list_has_any(coalesce(s.modifiers, []), ['CQ', 'CO']) then e.allowed end AS allowed
    from service_line AS s
    left join episode AS e on e.latest_key = s.line_key
    left join unit_line AS u on u.line_key = s.line_key
    union all
    select null, null, null, visit_key, day_key, payer_no, rule_payer_no, dos, cpt, [], 0, coalesce(units_correct, 0), null
    from timed_unbilled
    union all
    select null, null, null, u.visit_key, u.visit_key, v.payer_no, v.rule_payer_no, v.dos, u.cpt, [], 0, u.units_correct, null
    from unit_line AS u
    join unbilled_visit AS v on v.visit_key = u.visit_key
    where u.visit_key < 0
    union all
    select null, null, null, u.visit_key, u.visit_key, v.payer_no, v.rule_payer_no, v.dos, u.cpt, [], 0, 1, null
    from untimed_unbilled AS u
    join unbilled_visit AS v on v.visit_key = u.visit_key
)
select l.* exclude (allowed), coalesce(l.allowed > l.units_billed * p.price_later + 0.05, false) AS paid_as_first,
    p.price, p.price_later, p.price_basis, coalesce(p.is_ranked, false) AS is_ranked, p.pe_rvu, p.total_rvu,
    coalesce(p.is_assumed, false) AS is_assumed,
    case when r.daily_cap_kind is not null and (list_contains(r.daily_cap_codes, l.cpt)
        or (len(r.daily_cap_codes) = 0 and t.unit_basis = 'timed_15')) then r.rule_key end AS cap_rule_key
from line AS l
left join unit_price AS p
    on p.payer_no = l.payer_no and p.rule_payer_no = l.rule_payer_no and p.cpt = l.cpt and p.dos = l.dos
    and p.modifiers = l.modifiers
left join payer_day AS r on r.rule_payer_no = l.rule_payer_no and r.dos = l.dos
left join therapy_code AS t on t.hcpcs = l.cpt
