-- one row: lines that lack a modifier or carry a wrong or unneeded one, and what was refused because of it
-- inputs: modifier_gap, finding, episode
-- a line counts once, however many rules it breaks; doubtful cases (hints) are counted apart and nowhere else
-- lines, lines_told: lines as last billed, and those of files that have a modifier column at all
with line as (
    select line_key, bool_or(verdict = 'missing') AS is_missing, bool_or(rule_id = 'pair_unneeded_59') AS is_unneeded_59,
        bool_or(verdict = 'superfluous') AS is_superfluous,
        bool_or(verdict in ('wrong', 'contradiction', 'never_together')) AS is_wrong,
        bool_or(verdict = 'missing' and is_denied_for_it) AS is_denied_missing,
        max(denied_amount) filter (where verdict = 'missing') AS denied_missing,
        max(denied_charge) filter (where verdict = 'missing') AS charged_missing,
        max(denied_amount) filter (where verdict in ('wrong', 'contradiction', 'never_together')) AS denied_wrong
    from modifier_gap
    where trust = 'finding' and selected(cut_no, dos, submit_date, answer_date, $filter)
    group by line_key
),
gap as (
    select count(*) filter (where is_missing) AS lines_missing,
        count(*) filter (where is_denied_missing) AS lines_denied,
        coalesce(sum(denied_missing), 0) AS denied_amount, coalesce(sum(charged_missing), 0) AS denied_charge,
        count(*) filter (where is_unneeded_59) AS lines_unneeded_59, count(*) filter (where is_superfluous) AS lines_unneeded,
        count(*) filter (where is_wrong) AS lines_wrong, coalesce(sum(denied_wrong), 0) AS denied_wrong
    from line
),
doubt as (
    select count(distinct line_key) AS lines_doubtful
    from modifier_gap
    where trust = 'hint' and selected(cut_no, dos, submit_date, answer_date, $filter)
),
risk as (
    select count(*) AS lines_at_risk, coalesce(sum(amount), 0) AS at_risk
    from finding
    where kind = 'at_risk' and origin = 'modifier' and selected(cut_no, dos, submit_date, answer_date, $filter)
),
billed as (
    select count(*) AS lines, count(modifiers) AS lines_told
    from episode
    where not is_void and selected(cut_no, dos, submit_date, answer_date, $filter)
)
select g.*, d.*, r.*, b.*
from gap AS g
cross join doubt AS d
cross join risk AS r
cross join billed AS b
