-- one row per rate of a loaded fee schedule and the dates it holds for
-- key: payer, cpt, modifier, effective_from
-- inputs: fee_row, payer
-- step: merge
-- rule: a rate holds from its effective date to the day before the next; without a date it holds always
with named as (
    select p.payer, f.cpt, upper(f.modifier) AS modifier, coalesce(f.effective, date '1900-01-01') AS effective_from, f.rate
    from fee_row AS f
    join payer AS p on p.payer_name = f.payer and p.payer_id is null and p.payer_class_text is null
    where not f.is_duplicate and coalesce(f.basis, 'unit') = 'unit' and f.cpt <> '*'
)
select payer, cpt, modifier, effective_from, arg_max(rate, rate) AS rate,
    lead(effective_from) over (partition by payer, cpt, modifier order by effective_from) AS effective_to
from named
group by payer, cpt, modifier, effective_from
