-- one row per payer among the filtered lines and the rules it follows: what they say on the as-of day, who says so
-- key: payer, rule_payer
-- inputs: billed_line, line_day, payer, payer_version, setting
-- is_default: only the default of a class speaks for this payer; assumed: keys that no version of its own rules states;
-- due: values nobody verified, or nobody within the last 365 days
with line as (
    select b.payer, b.rule_payer_no, any_value(b.payer_class) AS payer_class, count(*) AS lines, sum(b.charge) AS charge
    from billed_line AS b
    join line_day AS y on y.line_key = b.line_key
    where selected(y.cut_no, y.dos, y.submit_date, y.answer_date, $filter)
    group by b.payer, b.rule_payer_no
),
followed as (
    select distinct rule_payer_no, rule_payer from payer
)
select l.payer, l.payer_class, l.lines, l.charge, l.charge / nullif(sum(l.charge) over (), 0) AS charge_share,
    f.rule_payer, s.as_of, v.* exclude (rule_key, payer, class),
    len(list_filter(v.key_sources, lambda one: one.verified is null or one.verified < s.as_of - 365)) AS due,
    len(v.key_sources) AS stated
from line AS l
join followed AS f on f.rule_payer_no = l.rule_payer_no
cross join setting AS s
join payer_version AS v
    on v.payer = f.rule_payer and v.effective_from <= s.as_of and (v.effective_to is null or s.as_of < v.effective_to)
order by l.charge desc nulls last, l.lines desc, l.payer
