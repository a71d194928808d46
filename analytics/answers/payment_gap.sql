-- one row per paid line whose payer allowed or paid less, or allowed more, than the agreed rate by more than the tolerance
-- key: episode_key, kind
-- inputs: episode, line_value, line_price, payer_day, setting, assumption, match, remit_adjustment, episode_line
-- step: per patient
-- kind: underpaid | overpaid. Only where a schedule is loaded, or Medicare pays by its tables in a stated locality; medians agree to nothing.
-- rule: owed is the smaller of the agreed price and the charge. Where several procedures of a day are cut the day is compared, because which
-- unit was the full one moves no money; under a loaded rate per visit the visit. Missing behind the allowed amount: an assistant's cut on
-- a line without CQ or CO (not what a reason of its own holds back: other_cut), sequestration above the law's share (2 USC 901a(6): 2 % of what the payer pays; 0 from May 2020 to March 2022, then 1 % to June 2022).
-- overpaid: above the price as billed, before any cap, and before every cut that nobody verified: a payer that pays more than a rule we
-- guessed shows that the guess is wrong. A day or visit counts where all its lines were paid: one refused leaves the full rate to another.
-- A difference equal to the tolerance is none. Lines denied at first belong to the denial.
with tolerance as (
    select max(base) filter (where name = 'underpaid_tolerance_share') AS share,
        max(base) filter (where name = 'underpaid_tolerance_dollars') AS dollars
    from assumption
),
ruled as (   -- what the lines of a payer and day share: lists are slow a line at a time
    select rule_payer_no, dos, appeal_days,
        case when unit_rule = 'per_visit' then 'visit'
            when coalesce(mppr, 'none') <> 'none' and coalesce(mppr_scope, '') <> 'facility' then 'day' else 'line' end AS pool,
        coalesce(list_contains(unverified, 'mppr') or list_contains(assumed, 'mppr'), false) AS is_cut_guessed,
        coalesce(list_contains(unverified, 'assistant_share') or list_contains(assumed, 'assistant_share'), false) AS is_share_guessed,
        case when assistant_base = 'payer_share' then 1 - assistant_share end AS cut_share,
        sequestration_share(dos) AS lawful_share
    from payer_day
),
off as (   -- most lines are paid to the cent: what is not, and the day or visit it belongs to
    select e.episode_key, case when p.is_visit_rate then 'visit' else coalesce(v.pool, 'line') end AS pool, q.day_key, q.visit_key
    from episode AS e
    join line_value AS p on p.episode_key = e.episode_key
    join line_price AS q on q.line_key = e.latest_key
    left join ruled AS v on v.rule_payer_no = e.rule_payer_no and v.dos = e.dos
    where e.outcome = 'paid' and p.price_basis in ('fee_schedule', 'medicare')
        and (e.allowed <> p.claimed or e.paid + e.patient_resp + e.sequestration <> e.allowed or p.assistant_cut > 0
            or e.sequestration > (e.paid + e.sequestration) * coalesce(v.lawful_share, 0.02) + 0.01)
),
pooled_line as (
    select line_key, 'day' AS pool, day_key AS pool_key from line_price where day_key in (select day_key from off where pool = 'day')
    union all
    select line_key, 'visit', visit_key from line_price where visit_key in (select visit_key from off where pool = 'visit')
),
member as (
    select e.episode_key, e.latest_key, 'line' AS pool, e.episode_key AS pool_key
    from off AS o
    join episode AS e on e.episode_key = o.episode_key
    where o.pool = 'line'
    union all
    select e.episode_key, e.latest_key, l.pool, l.pool_key
    from pooled_line AS l
    join episode AS e on e.latest_key = l.line_key
),
agreed as (
    select e.episode_key, e.dos, e.outcome, e.first_outcome, e.units, e.charge, e.allowed, e.has_secondary, e.paid, e.patient_resp,
        e.sequestration, e.other_cut, e.last_date, v.appeal_days, p.price_basis, p.claimed, p.assistant_cut, m.pool, m.pool_key,
        cast(case when m.pool = 'visit' then p.expected
            when v.is_cut_guessed then greatest(round(q.units_billed * q.price, 2), q.billed + q.above_cap)
            else q.billed + q.above_cap end AS decimal(12, 2)) AS ceiling,
        cast(case when v.is_share_guessed or e.has_secondary then 0 else p.assistant_cut end AS decimal(12, 2)) AS cut_due, v.cut_share,
        coalesce(v.lawful_share, 0.02) AS lawful_share
    from member AS m
    join episode AS e on e.episode_key = m.episode_key
    join line_value AS p on p.episode_key = m.episode_key
    join line_price AS q on q.line_key = m.latest_key
    left join ruled AS v on v.rule_payer_no = e.rule_payer_no and v.dos = e.dos
    cross join setting AS s
    where not e.is_void and coalesce(e.outcome, '') <> 'duplicate' and coalesce(e.payer_class, '') <> 'self_pay'
        -- national prices are nobody's: below them is no sign of anything; nor are those of a year nobody published
        and (p.price_basis = 'fee_schedule' or (p.price_basis = 'medicare' and s.locality is not null and not p.is_assumed))
),
measured as (
    select * exclude (cut_due),
        -- taken from the payer's part alone, a deductible leaves nothing to take
        case when cut_share is null then cut_due
            else least(cut_due, cast(round(cut_share * greatest(ceiling - patient_resp, 0), 2) AS decimal(12, 2))) end AS cut_due,
        outcome = 'paid' and coalesce(first_outcome, '') <> 'denied' AS is_judged,
        most_owed(claimed, charge) AS owed,
        -- a later payer's money says nothing of what the first one kept
        case when has_secondary then 0 else greatest(allowed - paid - patient_resp - sequestration, 0) end AS behind,
        cast(case when has_secondary then 0
            else unlawful_sequestration(sequestration, paid, dos) end AS decimal(12, 2)) AS unlawful
    from agreed
),
short as (
    select m.*, cast(greatest(least(m.behind - least(m.assistant_cut, m.behind) - m.other_cut, m.claimed), 0)
            AS decimal(12, 2)) AS unpaid,
        cast(case when m.is_judged and m.pool <> 'visit' then greatest(greatest(m.owed - m.allowed, 0)
            - (m.assistant_cut - least(m.assistant_cut, m.behind)), 0) else 0 end AS decimal(12, 2)) AS below,
        case when m.is_judged then greatest(m.allowed - m.claimed, 0) else 0 end AS above,
        case when m.outcome = 'paid' then case when m.cut_due > 0 then least(m.allowed, m.paid + m.patient_resp + m.sequestration)
            else m.allowed end - (m.ceiling - m.cut_due) end AS excess
    from measured AS m
),
pooled as (
    select *, sum(below - above) over pool AS net_below, sum(below) over most_first - below AS below_before,
        sum(excess) over pool AS net_excess, sum(greatest(excess, 0)) over dearest_first - greatest(excess, 0) AS excess_before,
        bool_and(coalesce(outcome, '') = 'paid') over pool AS is_whole,
        bool_and(coalesce(outcome, '') in ('paid', 'adjusted_off') and coalesce(first_outcome, '') <> 'denied') over pool AS is_answered,
        least(sum(claimed) over pool, sum(charge) over pool) - sum(coalesce(allowed, 0)) over pool AS visit_short,
        sum(coalesce(allowed, 0)) over pool - sum(ceiling) over pool AS visit_excess,
        sum(claimed) over pool AS pool_claimed, sum(ceiling) over pool AS pool_ceiling,
        row_number() over (partition by pool, pool_key order by outcome = 'paid' desc, allowed desc nulls last, episode_key) AS place
    from short
    where pool <> 'line'
    window pool as (partition by pool, pool_key),
        most_first as (partition by pool, pool_key order by below desc, episode_key),
        dearest_first as (partition by pool, pool_key order by greatest(excess, 0) desc nulls last, episode_key)
),
gap as (
    select episode_key, 'underpaid' AS kind, claimed AS basis, below + unpaid + unlawful AS amount
    from short
    where pool = 'line' and is_judged
    union all
    select episode_key, 'overpaid', ceiling, excess
    from short
    where pool = 'line'
    union all
    select episode_key, 'underpaid', case when pool = 'visit' then pool_claimed else claimed end,
        case when pool = 'visit' then case when place = 1 and is_answered then visit_short else 0 end
            else least(below, greatest(net_below - below_before, 0)) + unpaid + unlawful end
    from pooled
    where is_judged
    union all
    select episode_key, 'overpaid', case when pool = 'visit' then pool_ceiling else ceiling end,
        case when pool = 'visit' then case when place = 1 and is_answered then visit_excess else 0 end
            when is_whole then least(greatest(excess, 0), greatest(net_excess - excess_before, 0)) else 0 end
    from pooled
    where outcome = 'paid'
),
carrier as (   -- the line on which a payer's own bundling pays for others of its claim
    select e.episode_key
    from remit_adjustment AS a
    join match AS m on m.remitted_key = a.line_key
    join episode_line AS e on e.line_key = m.line_key
    where a.group_code = 'OA' and a.carc = '94' and a.amount < 0
),
beyond as (
    select g.*
    from gap AS g
    cross join tolerance AS t
    where g.amount > greatest(t.dollars, g.basis * t.share)
        and not (g.kind = 'overpaid' and g.episode_key in (select episode_key from carrier))
)
select b.episode_key, b.kind, cast(b.amount AS decimal(12, 2)) AS amount, s.pool, s.price_basis, s.claimed, s.ceiling, s.owed,
    cast(s.assistant_cut AS decimal(12, 2)) AS assistant_cut, s.below, s.unpaid, s.unlawful,
    case when b.kind = 'underpaid' then s.last_date + cast(s.appeal_days AS integer) end AS deadline,
    case s.price_basis when 'medicare' then 'Medicare fee schedule of the locality' else 'loaded fee schedule' end AS citation,
    'allowed ' || s.allowed || ' for ' || plain(s.units) || case when s.units = 1 then ' unit' else ' units' end
        || case
            when s.pool = 'visit' then '; the rate of the visit is ' || cast(b.basis AS decimal(12, 2))
            when b.kind = 'overpaid' then '; the price as billed is ' || s.ceiling
            else '; its part of the day''s price is ' || s.claimed end
        || case when s.assistant_cut > 0 then ', less ' || cast(s.assistant_cut AS decimal(12, 2)) || ' for the assistant' else '' end
        || case when b.kind = 'underpaid' and s.owed < s.claimed and s.pool <> 'visit' then '; the charge of ' || s.charge || ' is below it' else '' end
        || case when b.kind = 'underpaid' and s.unpaid > 0 then '; ' || s.unpaid || ' of the allowed amount was not paid' else '' end
        || case when b.kind = 'underpaid' and s.unlawful > 0 then '; ' || s.unlawful || ' of the sequestration of ' || s.sequestration
            || ' is above ' || plain(s.lawful_share * 100) || ' % of the payment' else '' end AS explanation
from beyond AS b
join short AS s on s.episode_key = b.episode_key
