-- one row per month of service of one payer and code: what a unit was allowed
-- key: month
-- inputs: episode, line_value, payer_day, setting
-- $payer, $code: text. rate: the most frequent amount per unit, the higher of equals; schedule_rate: the agreed price of a unit (first of
-- the day), of the month's last line. is_cut: the payer cuts several procedures of a day, so two amounts per unit are lawful.
with line as (
    select cast(date_trunc('month', e.dos) AS date) AS month, e.dos, cast(round(e.allowed / e.units, 2) AS decimal(12, 2)) AS rate,
        case when v.price_basis = 'fee_schedule' or (v.price_basis = 'medicare' and s.locality is not null) then v.price end AS price,
        coalesce(d.mppr, 'none') <> 'none' and coalesce(d.mppr_scope, '') <> 'facility' AS is_cut
    from episode AS e
    join line_value AS v on v.episode_key = e.episode_key
    left join payer_day AS d on d.rule_payer_no = e.rule_payer_no and d.dos = e.dos
    cross join setting AS s
    where e.outcome = 'paid' and e.allowed > 0 and e.units > 0 and not e.is_void and coalesce(e.first_outcome, '') <> 'denied'
        and coalesce(e.payer, 'not named') = $payer and e.cpt = $code
        and selected(e.payer, e.provider, e.location, e.cpt, e.dos, $filter)
),
counted as (
    select month, rate, count(*) AS lines from line group by month, rate
),
usual as (
    select month, arg_max(rate, (lines, rate)) AS rate, max(lines) AS lines_at_rate from counted group by month
),
span as (
    select month, count(*) AS lines, min(rate) AS lowest, max(rate) AS highest,
        arg_max(price, dos) filter (where price is not null) AS schedule_rate, bool_or(is_cut) AS is_cut
    from line
    group by month
)
select s.month, s.lines, u.rate, u.lines_at_rate, s.lowest, s.highest, s.schedule_rate, s.is_cut
from span AS s
join usual AS u on u.month = s.month
order by s.month
