-- one row per payer among the filtered lines and the rules it follows on the as-of day, the most charges first
-- inputs: billed_line, line_day, payer, payer_version, setting
-- payers: 1 on the first row of a payer; stated: values its rules hold; due: of them nobody verified, or nobody within the last 365 days; defaults: values
-- that only the default of its class gives; without: 1 where only such a default speaks for it
with line as (
    select b.payer, b.rule_payer_no, count(*) AS lines, sum(b.charge) AS charge
    from billed_line AS b
    join line_day AS y on y.line_key = b.line_key
    where selected(y.cut_no, y.dos, y.submit_date, y.answer_date, $filter)
    group by b.payer, b.rule_payer_no
),
followed as (
    select distinct rule_payer_no, rule_payer from payer
)
select l.payer, f.rule_payer, v.is_default, l.lines, l.charge, len(v.key_sources) AS stated,
    len(list_filter(v.key_sources, lambda one: one.verified is null or one.verified < s.as_of - 365)) AS due, len(v.assumed) AS defaults,
    case when v.is_default then 1 else 0 end AS without,
    case when row_number() over (partition by l.payer order by l.lines desc, f.rule_payer) = 1 then 1 else 0 end AS payers
from line AS l
join followed AS f on f.rule_payer_no = l.rule_payer_no
cross join setting AS s
join payer_version AS v
    on v.payer = f.rule_payer and v.effective_from <= s.as_of and (v.effective_to is null or s.as_of < v.effective_to)
order by l.charge desc nulls last, l.lines desc, l.payer
