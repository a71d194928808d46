-- one row per reason (group, reason code and remarks) of a first denial, the one with most of $measure first
-- measure: recoverable (dollars that can still come back) | expected (denied dollars) | lines. payer, family: those of a cell, empty: all.
-- cause: the one most of its lines have, in words. amount: of the measure; running_share: of its whole, up to and with this reason.
with reason as (
    select coalesce(nullif(reason, ''), 'no reason given') AS reason, mode(family order by family) AS family, mode(cause order by cause) AS cause_code,
        count(*) AS lines, coalesce(sum(expected), 0) AS expected, coalesce(sum(recoverable), 0) AS recoverable
    from answered_line
    where is_denied and selected(cut_no, dos, submit_date, answer_date, $filter)
        and $payer in ('', payer) and $family in ('', family)
    group by coalesce(nullif(reason, ''), 'no reason given')
),
measured as (
    select *, case $measure when 'recoverable' then recoverable when 'expected' then expected else lines end AS amount from reason
)
select m.reason, m.family, c.label AS cause, m.lines, m.expected, m.recoverable, m.amount,
    sum(m.amount) over ranked / nullif(sum(m.amount) over (), 0) AS running_share, count(*) over () AS reasons
from measured AS m
left join denial_cause AS c on c.cause = m.cause_code
window ranked as (order by m.amount desc, m.reason rows between unbounded preceding and current row)
order by m.amount desc, m.reason
