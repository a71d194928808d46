-- one row per payer among the filtered lines and the rules it follows: what they say on the as-of day, who says so
-- key: payer, rule_payer
-- inputs: billed_line, payer, payer_version, setting
-- is_default: only the default of a class speaks for this payer; assumed: keys that no version of its own rules states;
-- due: values nobody verified, or nobody within the last 365 days
with line as (
    select payer, rule_payer_no, any_value(payer_class) AS payer_class, count(*) AS lines, sum(charge) AS charge
    from billed_line
    where selected(payer, provider, location, cpt, dos, $filter)
    group by payer, rule_payer_no
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
