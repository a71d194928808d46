-- one row per visit with timed codes: totals, verdict and what the difference is worth
-- key: visit_key
-- inputs: unit_audit, cut, units_cms, units_ama
-- step: per patient
-- A visit is filtered as the line a finding of it is pinned to: that one's provider, location and days. pinned.cpt is its code.
-- value_low, value_high: the range between the CMS and the AMA answer where only a default speaks for the payer
with other as (
    select a.visit_key, sum((c.units_correct - c.units_billed) * u.price) AS cms_value,
        sum((a.units_correct - a.units_billed) * u.price) AS ama_value
    from units_ama AS a
    join units_cms AS c on c.visit_key = a.visit_key and c.cpt = a.cpt
    join (select visit_key, cpt, any_value(price) AS price from unit_audit group by all) AS u
        on u.visit_key = a.visit_key and u.cpt = a.cpt
    group by a.visit_key
),
visit_row as (
    select visit_key, any_value(patient_id) AS patient_id, any_value(dos) AS dos, any_value(payer_no) AS payer_no, any_value(rule) AS rule,
        any_value(verdict) AS verdict, bool_or(tie) AS tie,
        sum(minutes) AS minutes, sum(units_billed) AS units_billed, sum(units_correct) AS units_correct,
        sum(units_delta) AS units_delta,
        case when count(value) = count(units_delta) then cast(sum(value) AS decimal(12, 2)) end AS value,
        arg_min(struct_pack(line_key, shown_key, claim_id, line_no, cpt, cut_no, submit_date, answer_date), (-units_delta, cpt, coalesce(line_no, ''), shown_key)) AS most_missed,
        arg_min(struct_pack(line_key, shown_key, claim_id, line_no, cpt, cut_no, submit_date, answer_date), (units_delta, cpt, coalesce(line_no, ''), shown_key)) AS most_excess
    from unit_audit
    group by visit_key
),
pinned_row as (
    select * exclude (most_missed, most_excess),
        -- the line that a finding of this visit is pinned to: the one that moves most in the visit's direction
        case when value < 0 or (value is null and verdict = 'over') then most_excess else most_missed end AS pinned
    from visit_row
)
select v.*, v.pinned.cut_no AS cut_no, v.pinned.submit_date AS submit_date, v.pinned.answer_date AS answer_date,
    c.practice, c.location, c.payer, c.provider, c.discipline,
    -- said once, for every page and file: a shortfall that is worth nothing is no money missed, and the same for excess
    case when verdict = 'under' then v.units_delta else 0 end AS units_missed,
    case when verdict = 'over' then -v.units_delta else 0 end AS units_excess,
    case when verdict = 'under' then greatest(coalesce(v.value, 0), 0) else 0 end AS value_missed,
    case when verdict = 'over' then greatest(coalesce(-v.value, 0), 0) else 0 end AS value_excess,
    cast(least(o.cms_value, o.ama_value) AS decimal(12, 2)) AS value_low,
    cast(greatest(o.cms_value, o.ama_value) AS decimal(12, 2)) AS value_high
from pinned_row AS v
join cut AS c on c.cut_no = v.pinned.cut_no
left join other AS o on o.visit_key = v.visit_key
