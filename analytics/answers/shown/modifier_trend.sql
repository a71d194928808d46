-- one row per rendering provider and month of service: lines billed, and those that lack a modifier
-- key: provider, month
-- inputs: modifier_gap, episode
-- the five providers with most such lines; lines of files without a modifier column are not counted, nor doubtful cases
with gap as (
    select coalesce(provider, 'not named') AS provider, cast(date_trunc('month', dos) AS date) AS month,
        count(distinct line_key) AS lines_missing
    from modifier_gap
    where trust = 'finding' and verdict = 'missing' and selected(cut_no, dos, submit_date, answer_date, $filter)
    group by 1, 2
),
most as (
    select provider, sum(lines_missing) AS in_all
    from gap
    group by provider
    order by in_all desc, provider
    limit 5
),
billed as (
    select coalesce(provider, 'not named') AS provider, cast(date_trunc('month', dos) AS date) AS month, count(*) AS lines
    from episode
    where not is_void and modifiers is not null and coalesce(provider, 'not named') in (select provider from most)
        and selected(cut_no, dos, submit_date, answer_date, $filter)
    group by 1, 2
)
select b.provider, b.month, b.lines, coalesce(g.lines_missing, 0) AS lines_missing,
    coalesce(g.lines_missing, 0) / b.lines AS rate
from billed AS b
join most AS m on m.provider = b.provider
left join gap AS g on g.provider = b.provider and g.month = b.month
order by m.in_all desc, b.provider, b.month
