-- one row per priced line of a day on which the order of units decides: several procedures are cut, or a daily cap holds
-- key: scenario, line_key, or scenario, visit_key + cpt where it is null
-- inputs: priced_line, payer_version, payer_day
-- step: per patient
-- scenario: billed = the day as billed, correct = the day as the minutes support it.
-- rule: one unit of the day is paid in full, that of the code with the highest practice expense RVU, ties by the higher price, then
-- as it was paid; every other unit at price_later, across codes and disciplines. Above a daily cap nothing is owed: units (of the patient's day, or of each
-- discipline), dollars, RVUs or codes of a discipline are kept in claim order or the dearest first.
-- in_full: what the line gets above price_later because its unit is the one paid in full.
with scenario as (
    select 'billed' AS scenario, units_billed AS units, p.* from priced_line AS p
    where (is_ranked and price_later < price) or cap_rule_key is not null
    union all
    select 'correct', units_correct, p.* from priced_line AS p
    where (is_ranked and price_later < price) or cap_rule_key is not null
),
ranked as (
    select *,
        units > 0 and is_ranked and row_number() over (partition by scenario, day_key
            order by units > 0 and is_ranked desc, pe_rvu desc, price desc, paid_as_first desc, cpt, visit_key,
                line_key nulls last) = 1 AS is_first
    from scenario
),
piece as (   -- the unit paid in full may be dearer than the line's others
    select *, least(units, 1) AS piece_units, price AS each, 1 AS piece_no from ranked where is_first
    union all
    select *, units - case when is_first then least(units, 1) else 0 end, price_later, 2
    from ranked
    where not is_first or units > 1
),
worth as (
    select * exclude (units), units AS line_units, piece_units AS units,
        cast(round(piece_units * each, 2) AS decimal(12, 2)) AS amount,
        cast(case when piece_no = 1 then piece_units * (price - price_later) else 0 end AS decimal(12, 2)) AS in_full,
        piece_units * total_rvu AS rvus
    from piece
),
capped as (
    select w.*, v.daily_cap_kind AS kind, v.daily_cap_keep = 'claim_order' AS keeps_order,
        case
            when bool_or(is_evaluation(w.cpt)) over day
                then coalesce(v.daily_cap_evaluation, v.daily_cap_amount)
            when bool_or(is_reevaluation(w.cpt)) over day
                then coalesce(v.daily_cap_reevaluation, v.daily_cap_amount)
            else v.daily_cap_amount end AS cap,
        sum(w.amount) over code AS code_amount,
        -- where a line stands in its claim; what nobody billed comes last
        row_number() over (order by w.claim_id nulls last, w.line_order nulls last, w.line_key nulls last, w.cpt, w.visit_key,
            w.piece_no) AS claim_place
    from worth AS w
    join payer_version AS v on v.rule_key = w.cap_rule_key
    where w.units > 0
    window day as (partition by w.scenario, w.day_key), code as (partition by w.scenario, w.visit_key, w.cpt)
),
queued as (   -- in claim order lines come as they were billed, in the other the dearest unit (or code) first
    select *,
        case when kind in ('units_per_discipline', 'one_code_per_discipline') then visit_key else day_key end AS pool_key,
        case when keeps_order then 0 when kind = 'one_code_per_discipline' then -code_amount else -each end AS turn,
        min(claim_place) over (partition by scenario, visit_key, cpt) AS code_place
    from capped
),
counted as (
    select *,
        sum(units) over before_it - units AS units_before,
        sum(amount) over before_it - amount AS amount_before,
        sum(rvus) over before_it - rvus AS rvus_before,
        dense_rank() over (partition by scenario, pool_key order by turn, code_place, cpt) AS place
    from queued
    window before_it as (partition by scenario, pool_key
        order by turn, claim_place, piece_no rows between unbounded preceding and current row)
),
kept as (
    select *,
        case kind
            when 'dollars' then least(amount, greatest(cap - amount_before, 0))
            when 'rvu' then round(amount * least(rvus, greatest(cap - rvus_before, 0)) / nullif(rvus, 0), 2)
            when 'one_code_per_discipline' then case when place <= cap then amount else 0 end
            else round(amount * least(units, greatest(cap - units_before, 0)) / units, 2) end AS kept_amount
    from counted
),
kept_line as (
    select scenario, line_key, visit_key, cpt, any_value(kind) AS kind, sum(kept_amount) AS kept_amount,
        sum(least(in_full, kept_amount)) AS in_full
    from kept
    group by scenario, line_key, visit_key, cpt
),
whole as (
    select scenario, line_key, visit_key, day_key, cpt, line_units AS units, is_first, sum(in_full) AS in_full, sum(amount) AS amount
    from worth
    group by all
)
select w.scenario, w.line_key, w.visit_key, w.day_key, w.cpt, w.units, w.is_first,
    cast(coalesce(k.in_full, w.in_full) AS decimal(12, 2)) AS in_full,
    cast(coalesce(k.kept_amount, w.amount) AS decimal(12, 2)) AS amount,
    cast(w.amount - coalesce(k.kept_amount, w.amount) AS decimal(12, 2)) AS above_cap, k.kind AS cap_kind
from whole AS w
left join kept_line AS k
    on k.scenario = w.scenario and k.visit_key = w.visit_key and k.cpt = w.cpt and k.line_key is not distinct from w.line_key
