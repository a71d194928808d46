-- one row per month of service of one payer and code: what a unit was allowed
-- key: month
-- inputs: paid_line
-- $payer, $code: text. rate: the most frequent amount per unit, the higher of equals; schedule_rate: the agreed price of a unit (first of
-- the day), of the month's last line. is_cut: the payer cuts several procedures of a day, so two amounts per unit are lawful.
with line as (
    select cast(date_trunc('month', dos) AS date) AS month, dos, cast(round(allowed / units, 2) AS decimal(12, 2)) AS rate,
        case when is_rated then price end AS price, is_cut
    from paid_line
    where allowed > 0 and units > 0 and not was_denied and coalesce(payer, 'not named') = $payer and cpt = $code
        and selected(cut_no, dos, submit_date, answer_date, $filter)
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
