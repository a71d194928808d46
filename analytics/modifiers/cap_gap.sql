-- one row per day (or day and discipline) above a daily cap whose first units in claim order are worth less than its best ones
-- key: line_key (the first line that crowds out a dearer one)
-- inputs: payer_day, service_line, therapy_code, line_price, episode
-- step: per patient
-- rule: a payer that pays the first units in claim order pays less where cheaper lines stand first. What is lost is the value
-- of the dearest units up to the cap less that of the first ones; once every line is answered, no more than the dearest less
-- what was allowed. Lines above the cap themselves are no leak. Claim order: the number of the line in
-- its claim. Days with units that the minutes do not support are left to the unit audit.
with evaluated as (   -- days on which another cap may hold
    select day_key, bool_or(is_evaluation(cpt)) AS is_first
    from service_line
    where is_evaluation(cpt) or is_reevaluation(cpt)
    group by day_key
),
capped as (
    select s.line_key, s.claim_id, s.line_order, s.episode_key, s.rule_payer_no, s.dos, s.cpt, s.units,
        p.units_correct, d.daily_cap_kind AS kind, p.price, p.price_later,
        p.is_first,
        coalesce(case when v.is_first then d.daily_cap_evaluation when not v.is_first then d.daily_cap_reevaluation end,
            d.daily_cap_amount) AS cap,
        case when d.daily_cap_kind = 'units' then s.day_key else s.visit_key end AS pool_key,
        case when e.outcome = 'paid' then e.allowed when e.outcome <> 'prior_payer' then 0 end AS allowed
    from service_line AS s
    join payer_day AS d
        on d.rule_payer_no = s.rule_payer_no and d.dos = s.dos and d.daily_cap_keep = 'claim_order'
        and d.daily_cap_kind in ('units', 'units_per_discipline')
    join therapy_code AS t on t.hcpcs = s.cpt
    left join evaluated AS v on v.day_key = s.day_key
    left join line_price AS p on p.line_key = s.line_key
    left join episode AS e on e.episode_key = s.episode_key
    where s.units > 0 and e.outcome is distinct from 'duplicate'
        and (list_contains(d.daily_cap_codes, s.cpt) or (len(d.daily_cap_codes) = 0 and t.unit_basis = 'timed_15'))
),
crowded as (
    select * from capped
    window pool as (partition by pool_key)
    qualify sum(units) over pool > cap and count(price) over pool = count(*) over pool and bool_and(units <= units_correct) over pool
),
piece as (   -- the day's first unit may be dearer than those after it
    select *, least(units, 1) AS piece_units, price AS unit_price, 1 AS piece_no from crowded where is_first
    union all
    select *, units - case when is_first then least(units, 1) else 0 end, price_later, 2 from crowded
    where not is_first or units > 1
),
queued as (
    select *,
        greatest(least(piece_units, cap - (sum(piece_units) over claim_order - piece_units)), 0) AS kept_first,
        greatest(least(piece_units, cap - (sum(piece_units) over dearest_first - piece_units)), 0) AS kept_best
    from piece
    window claim_order as (partition by pool_key order by claim_id nulls last, line_order nulls last, line_key, piece_no
            rows between unbounded preceding and current row),
        dearest_first as (partition by pool_key order by unit_price desc, claim_id nulls last, line_order nulls last, line_key, piece_no
            rows between unbounded preceding and current row)
),
line as (
    select pool_key, line_key, any_value(cpt) AS cpt, sum(kept_first) AS kept_first, sum(kept_best) AS kept_best,
        sum(kept_first * unit_price) AS first_value, sum(kept_best * unit_price) AS best_value, max(unit_price) AS unit_price,
        any_value(cap) AS cap, any_value(kind) AS kind, any_value(rule_payer_no) AS rule_payer_no, any_value(dos) AS dos,
        any_value(allowed) AS allowed, any_value(episode_key) AS episode_key,
        row_number() over (partition by pool_key
            order by any_value(claim_id) nulls last, any_value(line_order) nulls last, line_key) AS place
    from queued
    group by pool_key, line_key
),
day as (
    select any_value(cap) AS cap, any_value(kind) AS kind, any_value(rule_payer_no) AS rule_payer_no, any_value(dos) AS dos,
        sum(first_value) AS first_value, sum(best_value) AS best_value,
        case when count(allowed) = count(*) then sum(allowed) end AS allowed,
        arg_min(struct_pack(line_key := line_key, episode_key := episode_key), place) filter (where kept_first > kept_best) AS pinned,
        arg_min(line_key, place) filter (where kept_first < kept_best) AS related_line_key,
        string_agg(cpt || ' x ' || plain(kept_first), ', ' order by place) filter (where kept_first > 0) AS first_order,
        string_agg(cpt || ' x ' || plain(kept_best), ', ' order by unit_price desc, place) filter (where kept_best > 0)
            AS best_order
    from line
    group by pool_key
),
valued as (
    select *, cast(round(best_value - greatest(first_value, coalesce(allowed, first_value)), 2) AS decimal(12, 2)) AS at_stake
    from day
)
select v.pinned.line_key AS line_key, v.pinned.episode_key AS episode_key, cast(null AS varchar) AS modifier,
    'wrong' AS verdict, 'cap_order' AS rule_id, v.related_line_key, 'finding' AS trust, v.at_stake,
    d.payer || ' pays the first ' || plain(v.cap) || ' units of a day'
        || case v.kind when 'units' then '' else ' and discipline' end || ' in claim order: ' || v.first_order || ' = ' || format('{:,.2f}', cast(v.first_value AS decimal(12, 2)))
        || '. The dearest first: ' || v.best_order || ' = ' || format('{:,.2f}', cast(v.best_value AS decimal(12, 2)))
        || '.' AS explanation,
    d.payer || ': ' || stated(d.key_sources, 'daily_cap').source
        || case when list_contains(d.unverified, 'daily_cap') then ' (unverified)' else '' end AS citation
from valued AS v
join payer_day AS d on d.rule_payer_no = v.rule_payer_no and d.dos = v.dos
where v.at_stake > 0 and v.pinned is not null
