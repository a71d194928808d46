-- one row per visit that was documented and never billed: what it would have been allowed
-- key: visit_key
-- inputs: unbilled_visit, cut, line_price, payer_version, visit_explanation, visit_fee
-- step: per patient
-- rule: correct units of its timed codes and one unit of every other code, at the payer's price; one visit's rate where the
-- payer pays per visit. Null where a price, the minutes of a code or the payer is not known.
with priced as (
    select visit_key, count(*) AS codes, count(correct) AS priced_codes,
        cast(sum(correct) AS decimal(12, 2)) AS value, sum(units_correct) AS units,
        string_agg(plain(units_correct) || ' x ' || cpt || case when price is null then ', no price known'
            when price = price_later then ' at ' || price else ' = ' || correct end, ' + ' order by cpt)
            AS sum_said
    from line_price
    where visit_key < 0
    group by visit_key
),
valued as (
    select v.*, c.cut_no, cast(null AS date) AS submit_date, cast(null AS date) AS answer_date, r.unit_rule = 'per_visit' or f.rate is not null AS is_by_visit, r.timely_filing_days, p.units, p.sum_said, e.explanation AS arithmetic,
        case
            when r.capitated then 0
            when r.unit_rule = 'per_visit' or f.rate is not null then coalesce(f.rate, r.visit_rate)
            when p.codes = p.priced_codes then p.value end AS value
    from unbilled_visit AS v
    left join cut AS c
        on c.practice is not distinct from v.practice and c.location is not distinct from v.location and c.payer is not distinct from v.payer
        and c.payer_class is not distinct from v.payer_class and c.provider is not distinct from v.provider
        and c.discipline is not distinct from v.discipline and c.cpt is not distinct from v.main_code
    left join payer_version AS r on r.rule_key = v.rule_key
    left join priced AS p on p.visit_key = v.visit_key
    left join visit_fee AS f on f.payer = v.payer and f.effective_from <= v.dos and (f.effective_to is null or v.dos < f.effective_to)
    left join visit_explanation AS e on e.visit_key = v.visit_key
)
select *,
    'Documented and never billed: ' || coalesce(plain(minutes), plain(total_timed_minutes)) || ' minutes that day'
        || case
            when payer is null then '; the patient has no billed visit to tell the payer by'
            when is_by_visit then '; the payer pays per visit'
            when sum_said is null then '; no code is documented, so what it is worth cannot be known'
            else '; ' || sum_said end
        || '. ' || coalesce(arithmetic || ' ', '') || case when payer is not null
            then 'Payer as on the patient''s nearest billed visit.' else '' end AS explanation
from valued
