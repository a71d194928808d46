-- one row per payer and modifier that lines lack: how often, and what was refused because of it
-- inputs: modifier_gap
-- denied_amount: the expected allowed amount of the lines refused for it; denied_charge: their charges. Doubtful cases are left out.
select payer, modifier, count(distinct line_key) AS lines,
    count(distinct line_key) filter (where is_denied_for_it) AS denied_lines,
    sum(denied_amount) AS denied_amount, sum(denied_charge) AS denied_charge
from modifier_gap
where verdict = 'missing' and trust = 'finding' and selected(cut_no, dos, submit_date, answer_date, $filter)
group by payer, modifier
order by denied_amount desc, lines desc, payer, modifier
