-- one row per line and gap of CQ and CO, the modifiers of assistants
-- key: line_key, rule_id
-- inputs: assistant_unit, payer_day, service_line, episode, line_price
-- step: per patient
-- source: 42 USC 1395m(v); Medicare Claims Processing Manual, Pub 100-04, ch. 5, section 20.1
-- rule: missing on the units that need the modifier and do not carry it (exposure: the payer paid a therapist's rate),
-- superfluous on units that the minutes prove to be the therapist's (leak: the cut was given away), a hint where no CMS example
-- decides. CQ goes with GP, CO with GO, neither with GN; never both. Payers that do not use them: a hint.
-- at_stake: allowed amount of the units x (1 - assistant_share), and x 0.80 where the share is taken of the payer's part,
-- because Part B pays 80 % of the allowed amount (42 USC 1395l(a)(1)): 12 % of it at 85 %. Once paid, the allowed amount is the
-- remittance's and what could be taken back is no more than the payer's part; of an unpaid answer nothing can be taken. Where
-- the share is taken of the allowed amount, a line paid with the modifier is lowered already: its worth is then the expected
-- amount. 0.00 before a payer cuts.
with unit_line as (
    select u.*, s.line_key AS own_key, s.units AS line_units, list_has_any(s.modifiers, ['CQ', 'CO']) AS is_marked,
        case when u.units_marked < u.units_least then u.units_least - u.units_marked
            when u.units_marked < u.units_assistant then u.units_assistant - u.units_marked else 0 end AS units_missing,
        case when not u.is_complete then 0 when u.units_marked > u.units_most then u.units_marked - u.units_most
            when u.units_marked > u.units_assistant then u.units_marked - u.units_assistant else 0 end AS units_extra
    from assistant_unit AS u
    join service_line AS s on s.visit_key = u.visit_key and s.cpt = u.cpt
    where u.has_modifiers and u.units_marked is distinct from u.units_assistant and s.units > 0
),
placed as (   -- what is missing goes to the assistant's own line first, what is too much comes off it last
    select own_key AS line_key, doubt,
        case when units_missing > 0 then 'missing' else 'superfluous' end AS verdict,
        case when units_missing > 0 then units_marked >= units_least else units_marked <= units_most end AS is_doubtful,
        cast(least(line_units, greatest(units_missing + units_extra - (sum(line_units) over in_turn - line_units), 0))
            AS decimal(9, 2)) AS gap_units,
        modifier, cpt, is_timed, basis, minutes, therapist_minutes, assistant_minutes, units, units_marked, units_assistant
    from unit_line
    where (units_missing > 0 and not is_marked) or (units_extra > 0 and is_marked)
    window in_turn as (
        partition by visit_key, cpt
        order by (own_key = line_key) = is_marked, case when is_marked then -own_key else own_key end
        rows between unbounded preceding and current row)
),
counted as (
    select *,
        case when assistant_minutes is null or (basis = 'credential' and minutes is null)
            then cpt || ' was rendered by an assistant, '
            else cpt || ': ' || coalesce(plain(therapist_minutes), 'unknown') || ' minutes of the therapist and '
                || plain(assistant_minutes) || ' of the assistant alone, ' end
            || plain(units) || ' units billed; ' || plain(units_assistant)
            || case when units_assistant = 1 then ' needs ' else ' need ' end || modifier || ', ' || plain(units_marked)
            || case when units_marked = 1 then ' carries it' else ' carry it' end
            || coalesce(' (' || doubt || ')', '') || '.' AS sentence,
        case when not is_doubtful then 'assistant_' || verdict
            when doubt like 'two units left%' then 'assistant_pooled_doubt' else 'assistant_doubt' end AS rule_id
    from placed
    where gap_units > 0
),
marked as (   -- lines whose CQ or CO contradicts their discipline, or that no one asked for
    select s.line_key, d.assistant_modifier = 'required' AS is_asked, d.is_default,
        list_contains(s.modifiers, 'CQ') AS has_cq, list_contains(s.modifiers, 'CO') AS has_co,
        list_contains(s.modifiers, 'GP') AS has_gp, list_contains(s.modifiers, 'GO') AS has_go,
        list_contains(s.modifiers, 'GN') AS has_gn
    from service_line AS s
    join payer_day AS d on d.rule_payer_no = s.rule_payer_no and d.dos = s.dos
    where list_has_any(s.modifiers, ['CQ', 'CO'])
),
contradicted as (
    select *,
        case
            when has_cq and has_co then 'assistant_both'
            when has_gn and not (has_cq and has_gp or has_co and has_go) then 'assistant_wrong_discipline'
            when has_cq and has_go and not has_gp or has_co and has_gp and not has_go then 'assistant_wrong_discipline'
            when not (has_gp or has_go or has_gn) then 'assistant_without_discipline'
            when not is_asked and not is_default then 'assistant_not_used'
        end AS rule_id
    from marked
),
gap as (
    select line_key, modifier, verdict, rule_id, is_doubtful, gap_units, sentence
    from counted
    union all
    select line_key, case when has_cq then 'CQ' else 'CO' end,
        case rule_id when 'assistant_both' then 'contradiction' when 'assistant_not_used' then 'superfluous' else 'wrong' end,
        rule_id,
        rule_id not in ('assistant_both', 'assistant_wrong_discipline') or not is_asked, cast(null AS decimal(9, 2)),
        case
            when has_cq and has_co then 'CQ and CO on one line: a service has one assistant, CQ with GP or CO with GO.'
            when rule_id = 'assistant_not_used' then 'This payer does not ask for ' || case when has_cq then 'CQ.' else 'CO.' end
            when rule_id = 'assistant_without_discipline'
                then case when has_cq then 'CQ without GP on the line.' else 'CO without GO on the line.' end
            when has_gn then case when has_cq then 'CQ' else 'CO' end || ' with GN: no modifier for speech assistants exists.'
            when has_cq then 'CQ is the physical therapist assistant''s and goes with GP; the line says GO, which takes CO.'
            else 'CO is the occupational therapy assistant''s and goes with GO; the line says GP, which takes CQ.' end
    from contradicted
    where rule_id is not null
),
priced as (
    select g.* exclude (is_doubtful), s.episode_key,
        g.is_doubtful or (d.is_default and list_contains(d.unverified, 'assistant_modifier')) AS is_doubtful,
        d.class, d.payer, d.unverified, d.key_sources, 1 - d.assistant_share AS cut, d.assistant_base,
        p.billed AS expected, s.units AS of_units, e.outcome, e.allowed, e.paid + e.sequestration AS payer_part,
        e.outcome is null or e.outcome = 'prior_payer' AS is_open,
        case when d.assistant_base = 'payer_share' then 0.80 else 1 end AS base_share
    from gap AS g
    join service_line AS s on s.line_key = g.line_key
    join payer_day AS d on d.rule_payer_no = s.rule_payer_no and d.dos = s.dos
    left join episode AS e on e.episode_key = s.episode_key
    left join line_price AS p on p.line_key = s.line_key
),
weighed as (
    select *,
        case when rule_id = 'assistant_not_used' then null
            when gap_units is null then expected
            when cut = 0 then 0
            when is_open then expected * base_share
            when outcome <> 'paid' or payer_part <= 0 then 0
            when verdict = 'missing' then least(coalesce(allowed, expected) * base_share, payer_part)
            when assistant_base = 'allowed' then coalesce(expected, allowed)
            else coalesce(allowed, expected) * base_share end AS base
    from priced
),
staked as (   -- a quotient is no decimal: the nudge keeps half a cent from falling below itself
    select *, cast(round(case when gap_units is null then base else base * cut * gap_units / of_units + 1e-9 end, 2)
        AS decimal(12, 2)) AS at_stake
    from weighed
)
select line_key, episode_key, modifier, verdict, rule_id, cast(null AS bigint) AS related_line_key,
    case when is_doubtful then 'hint' else 'finding' end AS trust, at_stake,
    sentence || case when gap_units is null or at_stake is null then ''
        else ' ' || plain(round(cut * 100, 2)) || ' % of ' || format('{:,.2f}', cast(round(base * gap_units / of_units + 1e-9, 2) AS decimal(12, 2)))
            || case assistant_base when 'allowed' then ', the allowed amount of ' else ', the payer''s part of ' end
            || plain(gap_units) || case when gap_units = 1 then ' unit = ' else ' units = ' end || format('{:,.2f}', at_stake)
            || case verdict when 'missing' then ' could be taken back.' else ' was given away.' end end AS explanation,
    case when class = 'medicare' then '42 USC 1395m(v); Pub 100-04 ch. 5 sec. 20.1'
        else payer || ': ' || stated(key_sources, 'assistant_modifier').source end
        || case when list_contains(unverified, 'assistant_modifier')
            or gap_units is not null and list_has_any(unverified, ['assistant_share', 'assistant_base'])
            then ' (unverified)' else '' end AS citation
from staked
