-- one row per payer and whether somebody verified how it counts units on the day of service, the most charges first
-- inputs: billed_line, line_day, payer_day
with day as (   -- what lines of one payer and day share is looked up once
    select b.payer, b.rule_payer_no, b.dos, count(*) AS lines, sum(b.charge) AS charge
    from billed_line AS b
    join line_day AS y on y.line_key = b.line_key
    where selected(y.cut_no, y.dos, y.submit_date, y.answer_date, $filter)
    group by b.payer, b.rule_payer_no, b.dos
)
select d.payer, v.payer AS rule_payer, not coalesce(list_contains(v.unverified, 'unit_rule'), true) AS is_verified, min(d.dos) AS first_day, max(d.dos) AS last_day,
    cast(sum(d.lines) AS bigint) AS lines, sum(d.charge) AS charge,
    coalesce(sum(d.charge) filter (where not coalesce(list_contains(v.unverified, 'unit_rule'), true)), 0) AS amount
from day AS d
left join payer_day AS v on v.rule_payer_no = d.rule_payer_no and v.dos = d.dos
group by d.payer, v.payer, 3
order by charge desc nulls last, d.payer, rule_payer
