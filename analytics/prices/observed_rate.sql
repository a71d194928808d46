-- one row per code and circle of paid lines: a payer's own, its class's, the practice's
-- key: price_basis, payer_no, payer_class, cpt
-- inputs: episode
-- step: merge (medians over the whole practice)
-- rule: median allowed amount per unit; a line the payer recoded tells the rate of another code; a payer's own counts from 5 paid lines
with paid as (
    select payer_no, payer_class, cpt, cast(round(allowed / units, 2) AS decimal(12, 2)) AS rate
    from episode
    where outcome = 'paid' and allowed > 0 and units > 0 and not is_void and changed_cpt is null
)
select 'payer_median' AS price_basis, payer_no, null AS payer_class, cpt, count(*) AS lines,
    cast(round(median(rate), 2) AS decimal(12, 2)) AS rate
from paid
group by payer_no, cpt
having count(*) >= 5
union all
select 'class_median', null, payer_class, cpt, count(*), cast(round(median(rate), 2) AS decimal(12, 2))
from paid
where payer_class is not null
group by payer_class, cpt
union all
select 'practice_median', null, null, cpt, count(*), cast(round(median(rate), 2) AS decimal(12, 2))
from paid
group by cpt
