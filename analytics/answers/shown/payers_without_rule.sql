-- one row per payer that only a default of its class speaks for, with the rule that is used meanwhile
select b.payer, b.payer_class, any_value(v.unit_rule) AS unit_rule, count(*) AS lines, sum(b.charge) AS charge
from billed_line AS b
left join payer_day AS v on v.rule_payer_no = b.rule_payer_no and v.dos = b.dos
where b.matched_by <> 'name'
group by b.payer, b.payer_class
order by lines desc, b.payer
