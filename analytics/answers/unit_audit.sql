-- one row per timed billed line, and one per documented code that was never billed
-- key: line_key, or visit_key + cpt where it is null
-- inputs: unit_line, billed_line, line_day, cut, payer_day, visit_fee, line_price
-- step: per patient
-- value: what the line's change is worth within the price of the whole day: a visit's values add up to the price of the correct
-- units less that of the billed ones, as the payer prices a day; 0 under per_visit, under a loaded rate per visit and where the payer pays by the head; null where no price is known
with visit_of as (   -- names for the codes nobody billed: the visit's first line has them
    select visit_key, min(line_key) AS line_key
    from billed_line
    where visit_key in (select visit_key from unit_line where line_key is null)
    group by visit_key
),
unbilled as (
    select u.visit_key, u.cpt, o.line_key, c.cut_no
    from unit_line AS u
    join visit_of AS o on o.visit_key = u.visit_key
    join billed_line AS b on b.line_key = o.line_key
    join cut AS c
        on c.practice is not distinct from b.practice and c.location is not distinct from b.location and c.payer is not distinct from b.payer
        and c.payer_class is not distinct from b.payer_class and c.provider is not distinct from b.provider
        and c.discipline is not distinct from b.discipline and c.cpt = u.cpt
    where u.line_key is null
)
select u.visit_key, u.line_key, coalesce(u.line_key, b.line_key) AS shown_key, coalesce(o.cut_no, b.cut_no) AS cut_no,
    b.file_id, b.sheet, b.row_no, b.practice, b.location, b.patient_id, b.dos, y.submit_date, y.answer_date, b.discipline, b.payer, b.payer_no,
    b.payer_class, b.provider, b.claim_id, case when u.line_key is not null then b.line_no end AS line_no, u.cpt, u.minutes,
    u.units_billed, u.units_correct,
    case when v.rule_key is null or v.payer = 'Unknown payer' or v.unit_rule = 'review' then 'unknown' else v.unit_rule end
        AS rule,
    u.verdict, u.units_delta,
    p.price, p.price_later, p.price_basis, p.is_assumed,
    cast(case when v.unit_rule = 'per_visit' or v.capitated or f.rate is not null then 0 when u.units_delta is null then null else p.value end
        AS decimal(12, 2)) AS value,
    u.tie
from unit_line AS u
left join unbilled AS o on u.line_key is null and o.visit_key = u.visit_key and o.cpt = u.cpt
join billed_line AS b on b.line_key = coalesce(u.line_key, o.line_key)
join line_day AS y on y.line_key = b.line_key
left join payer_day AS v on v.rule_payer_no = b.rule_payer_no and v.dos = b.dos
left join visit_fee AS f on f.payer = b.payer and f.effective_from <= b.dos and (f.effective_to is null or b.dos < f.effective_to)
left join line_price AS p
    on p.visit_key = u.visit_key and p.cpt = u.cpt and p.line_key is not distinct from u.line_key
