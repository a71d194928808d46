-- one row per rate for a whole visit in a loaded fee schedule and the dates it holds for
-- key: payer, effective_from
-- inputs: fee_row, payer
-- step: merge
-- rule: code * is the visit; a payer with such a rate pays by the visit, whatever units its rules count
with named as (
    select p.payer, coalesce(f.effective, date '1900-01-01') AS effective_from, f.rate
    from fee_row AS f
    join payer AS p on p.payer_name = f.payer
    where not f.is_duplicate and f.cpt = '*'
)
select payer, effective_from, max(rate) AS rate,
    lead(effective_from) over (partition by payer order by effective_from) AS effective_to
from named
group by payer, effective_from
