-- one row per combination of group, reason code, remarks and payer class that a first answer denied lines with (or left them to the
-- patient): how it was read, by which row of denial_rule, with its source; those that nobody could read first, then by dollars
-- rule_codes: the row that decided, as `carc 16 + rarc N822, CO`; of several days the latest reading.
with line as (
    select e.first_group AS group_code, e.first_carc AS carc, coalesce(array_to_string(e.first_remarks, ' '), '') AS remarks,
        e.payer_class, e.first_date, d.expected, d.recoverable
    from episode AS e
    join denial AS d on d.episode_key = e.episode_key
    where selected(e.cut_no, e.dos, e.submit_date, e.answer_date, $filter)
),
said as (
    select group_code, carc, remarks, payer_class, max(first_date) AS last_said, count(*) AS lines,
        coalesce(sum(expected), 0) AS expected, coalesce(sum(recoverable), 0) AS recoverable
    from line
    group by group_code, carc, remarks, payer_class
)
select s.group_code, s.carc, nullif(s.remarks, '') AS remarks, s.payer_class, s.lines, s.expected, s.recoverable, s.last_said,
    r.cause, r.label, r.family, r.owner, r.next_step, r.classified_by,
    case when r.rule_carc is not null or r.rule_rarc is not null then
        concat_ws(' + ', 'carc ' || r.rule_carc, 'rarc ' || r.rule_rarc) || coalesce(', ' || r.rule_groups, '')
        || coalesce(', ' || replace(r.rule_class, '_', ' ') || ' only', '') end AS rule_codes,
    r.source, r.trust, r.note, r.lacks_remark, r.is_malformed, r.rule_carc, r.rule_rarc, r.rule_groups, r.rule_class
from said AS s
left join denial_reason AS r on r.reason_key = coalesce(s.group_code, '') || '|' || coalesce(s.carc, '') || '|' || s.remarks || '|'
    || coalesce(s.payer_class, '') || '|' || coalesce(cast(s.last_said AS varchar), '')
order by case when r.family is null or r.family = 'unclassified' then 0 else 1 end, s.expected desc, s.lines desc, s.carc, s.remarks,
    s.group_code, s.payer_class
