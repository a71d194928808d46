-- one row per payer, code, modifiers and date of service that occur, with the expected allowed amount of one unit
-- key: payer_no, cpt, dos, modifiers
-- inputs: billed_line, unit_line, unbilled_visit, documented_row, fee_rate, observed_rate
-- step: per patient (the rates it reads are merged before)
-- rule: the first that exists of the loaded fee schedule on the date of service, the payer's own median (5 paid lines), its
-- class's median, the practice's median; price_basis says which; null = nobody ever paid or listed this code
with occurring as (
    select distinct payer_no, payer, payer_class, cpt, dos, coalesce(modifiers, []) AS modifiers
    from billed_line
    where is_primary
    union
    select distinct b.payer_no, b.payer, b.payer_class, u.cpt, b.dos, []
    from unit_line AS u
    join billed_line AS b on b.visit_key = u.visit_key
    where u.line_key is null
    union
    select distinct v.payer_no, v.payer, v.payer_class, d.cpt, v.dos, []
    from (select *, unnest(row_keys) AS row_key from unbilled_visit) AS v
    join documented_row AS d on d.row_key = v.row_key and d.cpt is not null
    where v.payer_no is not null
),
scheduled as (
    select o.payer_no, o.cpt, o.dos, o.modifiers,
        arg_max(f.rate, (f.modifier is not null, f.effective_from)) AS rate
    from occurring AS o
    join fee_rate AS f
        on f.payer = o.payer and f.cpt = o.cpt and o.dos >= f.effective_from
        and (f.effective_to is null or o.dos < f.effective_to)
        and (f.modifier is null or list_contains(o.modifiers, f.modifier))
    group by all
)
select o.payer_no, o.cpt, o.dos, o.modifiers,
    coalesce(s.rate, own.rate, class.rate, practice.rate) AS price,
    case when s.rate is not null then 'fee_schedule' else
        coalesce(own.price_basis, class.price_basis, practice.price_basis) end AS price_basis
from occurring AS o
left join scheduled AS s
    on s.payer_no = o.payer_no and s.cpt = o.cpt and s.dos = o.dos and s.modifiers = o.modifiers
left join observed_rate AS own
    on own.price_basis = 'payer_median' and own.payer_no = o.payer_no and own.cpt = o.cpt
left join observed_rate AS class
    on class.price_basis = 'class_median' and class.payer_class = o.payer_class and class.cpt = o.cpt
left join observed_rate AS practice
    on practice.price_basis = 'practice_median' and practice.cpt = o.cpt
