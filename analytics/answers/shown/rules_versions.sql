-- one row per version of the rules $rule_payer follows, with the days it holds for and the billed lines of those days
-- key: effective_from
-- inputs: payer_version, payer, billed_line
-- effective_to is the first day it no longer holds; null = it still does
with followed as (
    select distinct rule_payer_no from payer where rule_payer = $rule_payer
),
day as (
    select b.dos, count(*) AS lines
    from billed_line AS b
    join followed AS f on f.rule_payer_no = b.rule_payer_no
    group by b.dos
)
select v.*, coalesce((select sum(d.lines) from day AS d
    where d.dos >= v.effective_from and (v.effective_to is null or d.dos < v.effective_to)), 0) AS lines
from payer_version AS v
where v.payer = $rule_payer
order by v.effective_from
