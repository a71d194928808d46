-- one row per payer rules and day of the inputs: what those rules say on that day
-- key: rule_payer_no, dos
-- inputs: payer, payer_version, billed_line, minutes_row
-- step: merge (all days of the practice)
-- rule: a line is judged by the version in force on its date of service; before a payer's first version
-- its class's default stands in, every key of it assumed.
with day as (
    select distinct dos from billed_line
    union
    select distinct dos from minutes_row where dos is not null and not is_duplicate
),
followed as (
    select distinct rule_payer_no, rule_payer from payer
)
select f.rule_payer_no, d.dos, v.* exclude (effective_from, effective_to), v.effective_from, v.effective_to
from followed AS f
join payer_version AS v on v.payer = f.rule_payer
join day AS d on d.dos >= v.effective_from and (v.effective_to is null or d.dos < v.effective_to)
