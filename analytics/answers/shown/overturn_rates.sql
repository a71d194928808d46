-- one row per payer, cause and leak category with denied lines in the filter: how often work on them got paid
-- inputs: overturn_rate, work_line, denial_cause
-- The counts are those of all that is loaded: cases worked to an end, won (a denial paid in part counts in part), own_rate = won / cases;
-- chance: that rate drawn towards the family's and the assumption's, with 20 cases each.
select r.payer, r.cause, coalesce(k.label, r.cause) AS cause_label, r.family, r.category, r.lines, r.cases, r.won, r.own_rate,
    r.family_cases, r.family_rate, r.base, r.base_from, r.chance, coalesce(sum(l.recoverable), 0) AS recoverable
from overturn_rate AS r
join work_line AS l on l.reason_key = r.reason_key and selected(l.cut_no, l.dos, l.submit_date, l.answer_date, $filter)
left join denial_cause AS k on k.cause = r.cause
group by all
order by r.cases desc, recoverable desc, r.payer, r.cause
