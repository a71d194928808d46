-- one row per finding that documentation or coding in the treatment room can change, with the habit it belongs to
-- key: finding_id
-- inputs: finding, denial, denial_cause
-- step: per patient
-- rule: leak: units and visits never billed, modifiers that the payer's rules ask for (refused for it, or paid less), denials whose
-- cause a therapist owns. exposure: units and time beyond what the minutes support, assistants' modifiers, 59 and KX without need.
-- label: the cause in words, where the habit is a denial; else null. An order of lines under a daily cap is the biller's and no habit.
select f.finding_id, f.kind, f.provider, f.payer, f.location, f.practice, f.patient_id, f.claim_id, f.line_no, f.cut_no, f.dos, f.submit_date, f.answer_date, f.cpt, f.amount,
    f.recoverable, f.deadline, f.explanation, f.line_key,
    case
        when f.category = 'unbilled_units' then 'unbilled_' || f.rule_id
        when f.category = 'unbilled_visit' or f.kind = 'exposure' then f.category
        when f.origin = 'denial' and d.gap_rule is null then 'denied: ' || d.cause
        else f.rule_id end AS habit,
    case when f.origin = 'denial' and d.gap_rule is null then c.label end AS label
from finding AS f
left join denial AS d on f.origin = 'denial' and d.episode_key = f.line_key
left join denial_cause AS c on c.cause = d.cause
where (f.kind = 'leak' and (f.category in ('unbilled_units', 'unbilled_visit')
        or (f.origin = 'denial' and (d.gap_rule is not null or d.owner = 'therapist'))
        or (f.origin = 'modifier' and f.rule_id <> 'cap_order')))
    or (f.kind = 'exposure' and f.category in ('excess_units', 'overlapping_time', 'assistant_modifier', 'unneeded_modifier',
        'kx_without_support'))
