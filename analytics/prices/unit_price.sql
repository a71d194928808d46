-- one row per payer, its rules, code, modifiers and date of service that occur, with the expected allowed amount of one unit
-- key: payer_no, rule_payer_no, cpt, dos, modifiers
-- inputs: service_line, billed_line, payer_day, unit_line, unbilled_visit, documented_row, fee_rate, medicare_rate, observed_rate
-- step: per patient (the rates it reads are merged before)
-- rule: the first that exists of the loaded fee schedule on the date of service; for payers with mppr "medicare" the Medicare fee
-- schedule; the payer's own median (5 paid lines), its class's median, the practice's median; price_basis says which; null = nobody
-- ever paid or listed this code.
-- price: the first unit of a day; price_later: every unit but the day's first, where the payer cuts several procedures: Medicare's
-- own reduced rate; the same share taken from a contract rate (with the GPCIs for "medicare", without for "pe50_no_gpci"); half the
-- rate ("total50"). Medians of what was paid contain the reduction already and are not cut again.
-- is_assumed: the Medicare tables do not reach that day; the nearest known stand in (before the first one only for the share).
with occurring as (
    select distinct payer_no, rule_payer_no, cpt, dos, coalesce(modifiers, []) AS modifiers
    from service_line
    union
    select distinct b.payer_no, b.rule_payer_no, u.cpt, b.dos, []
    from unit_line AS u
    join service_line AS b on b.visit_key = u.visit_key
    where u.line_key is null
    union
    select distinct v.payer_no, v.rule_payer_no, d.cpt, v.dos, []
    from (select *, unnest(row_keys) AS row_key from unbilled_visit) AS v
    join documented_row AS d on d.row_key = v.row_key and d.cpt is not null
    where v.payer_no is not null
),
known_payer as (   -- a payer without rules of its own may stand under several classes: the one of most lines
    select payer_no, any_value(payer) AS payer, arg_max(payer_class, (lines, payer_class)) AS payer_class
    from (select payer_no, payer, payer_class, count(*) AS lines from billed_line group by payer_no, payer, payer_class)
    group by payer_no
),
ruled as (
    select o.*, k.payer, k.payer_class,
        case when r.mppr_scope = 'facility' then 'none' else coalesce(r.mppr, 'none') end AS mppr
    from occurring AS o
    left join known_payer AS k on k.payer_no = o.payer_no
    left join payer_day AS r on r.rule_payer_no = o.rule_payer_no and r.dos = o.dos
),
scheduled as (
    select o.payer_no, o.cpt, o.dos, o.modifiers,
        arg_max(f.rate, (f.modifier is not null, f.effective_from)) AS rate
    from (select distinct payer_no, payer, cpt, dos, modifiers from ruled) AS o
    join fee_rate AS f
        on f.payer = o.payer and f.cpt = o.cpt and o.dos >= f.effective_from
        and (f.effective_to is null or o.dos < f.effective_to)
        and (f.modifier is null or list_contains(o.modifiers, f.modifier))
    group by all
),
based as (
    select o.*, s.rate AS fee, m.full_price, m.reduced_price, m.is_reduced, m.pe_rvu, m.total_rvu,
        coalesce(o.dos not between m.first_day and m.last_day, false) AS is_outside_tables,
        case
            when s.rate is not null then 'fee_schedule'
            when o.mppr = 'medicare' and m.full_price is not null and o.dos >= m.first_day then 'medicare'
            else coalesce(own.price_basis, class.price_basis, practice.price_basis) end AS price_basis,
        coalesce(s.rate, case when o.mppr = 'medicare' and o.dos >= m.first_day then m.full_price end, own.rate, class.rate, practice.rate) AS price
    from ruled AS o
    left join scheduled AS s
        on s.payer_no = o.payer_no and s.cpt = o.cpt and s.dos = o.dos and s.modifiers = o.modifiers
    left join medicare_rate AS m
        on m.cpt = o.cpt and (o.dos >= m.first_day or m.is_earliest) and (o.dos <= m.last_day or m.is_last)
    left join observed_rate AS own
        on own.price_basis = 'payer_median' and own.payer_no = o.payer_no and own.cpt = o.cpt
    left join observed_rate AS class
        on class.price_basis = 'class_median' and class.payer_class = o.payer_class and class.cpt = o.cpt
    left join observed_rate AS practice
        on practice.price_basis = 'practice_median' and practice.cpt = o.cpt
)
select payer_no, rule_payer_no, cpt, dos, modifiers, price,
    cast(case
        when not coalesce(is_reduced, false) or price_basis not in ('fee_schedule', 'medicare') then price
        when price_basis = 'medicare' then reduced_price
        when mppr = 'medicare' then round(fee * reduced_price / full_price, 2)
        when mppr = 'pe50_no_gpci' then round(fee * (1 - 0.5 * pe_rvu / total_rvu), 2)
        when mppr = 'total50' then round(fee * 0.5, 2)
        else price end AS decimal(12, 2)) AS price_later,
    price_basis, mppr, coalesce(is_reduced, false) and mppr <> 'none' AS is_ranked, pe_rvu, total_rvu,
    is_outside_tables and (price_basis = 'medicare' or (mppr in ('medicare', 'pe50_no_gpci') and price_basis = 'fee_schedule'))
        AS is_assumed
from based
