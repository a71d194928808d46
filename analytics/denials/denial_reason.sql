-- one row per group, reason code, remarks, payer class and day of an answer that denied a line or left it to the patient
-- key: reason_key (the five as one text, as in denial_answer)
-- inputs: denial_answer, denial_reading, denial_stop, denial_cause, denial_family, denial_remark
-- step: merge
-- rule: cause from denial_reading, advice from the rule that read it, else from the cause. Only group PR leaves money to the patient:
-- what the patient would pay is asked of the payer in another group. A remark on what to do (no appeal, send anew) goes before
-- that advice, and a way to the patient that something forbids is none. Advice that speaks of an appeal says so where none is left.
with said as (
    select a.*, c.family, f.label AS family_label, c.label, c.category, c.preventable, coalesce(a.rule_owner, c.owner) AS owner,
        coalesce(a.rule_letter, c.letter) AS letter, coalesce(a.rule_way, c.way) AS said_way,
        coalesce(a.rule_recoverable, c.recoverable) AS said_recoverable,
        coalesce(a.rule_step, case when a.group_code = 'PR' then c.patient_step end, c.next_step) AS next_step,
        coalesce(a.rule_way, c.way) = 'patient' and a.group_code is distinct from 'PR' AS is_asked
    from denial_reading AS a
    join denial_cause AS c on c.cause = a.cause
    join denial_family AS f on f.family = c.family
),
advised as (
    select *, case when is_asked then 'call' else said_way end AS way,
        case when is_asked then 'maybe' else said_recoverable end AS recoverable
    from said
),
remark as (
    select reading_key, way, unnest(string_split(remarks, ' ')) AS rarc from advised where remarks <> ''
),
noted as (
    select m.reading_key, coalesce(bool_or(d.bars_appeal), false) AS bars_appeal,
        bool_and(coalesce(d.is_notice, false)) AS has_notices_only,
        min(d.also) AS also   -- what a corrected claim must mind
    from remark AS m
    left join denial_remark AS d on d.rarc = m.rarc
    group by m.reading_key
),
steering as (
    select m.reading_key,
        arg_min(struct_pack(way := d.way, recoverable := d.recoverable, letter := d.letter, next_step := d.next_step), d.position)
            AS now
    from remark AS m
    join denial_remark AS d on d.rarc = m.rarc
    where d.way is not null and (d.instead_of is null or list_contains(string_split(d.instead_of, ' '), m.way))
    group by m.reading_key
),
steered as (
    select a.*, coalesce(n.bars_appeal, false) AS bars_appeal, a.needs_remark and coalesce(n.has_notices_only, true) AS lacks_remark,
        coalesce(s.now.way, a.way) AS way_now, coalesce(s.now.recoverable, a.recoverable) AS recoverable_now,
        coalesce(s.now.letter, a.letter) AS letter_now,
        coalesce(s.now.next_step, a.next_step
            || case when n.bars_appeal and contains(lower(a.next_step), 'appeal') then ' A remark bars the appeal.' else '' end
            || case when a.way = 'corrected_claim' and n.also is not null then ' ' || n.also else '' end) AS step_now,
        p.stop, p.patient_stop, p.way AS stop_way, p.first_step AS stop_step,
        coalesce(s.now.way, a.way) = 'patient' and p.way is not null AS is_stopped
    from advised AS a
    left join noted AS n on n.reading_key = a.reading_key
    left join steering AS s on s.reading_key = a.reading_key
    left join denial_stop AS p on p.reading_key = a.reading_key
)
select a.reason_key, a.group_code, a.carc, a.remarks, a.payer_class, a.answered_on, s.cause, s.family, s.family_label, s.label,
    s.category, s.preventable, s.owner, case when s.is_stopped then s.stop_way else s.way_now end AS way,
    case when s.is_stopped and s.stop_way = 'none' then 'no' else s.recoverable_now end AS recoverable,
    case when s.is_stopped then s.stop_step else s.step_now end AS next_step,
    nullif(s.letter_now, 'none') AS letter, s.classified_by, s.rule_carc, s.rule_rarc, s.rule_groups, s.rule_class,
    s.trust, s.source, s.note, s.bars_appeal, s.lacks_remark, s.is_malformed, s.stop, s.patient_stop
from denial_answer AS a
join steered AS s on s.reading_key = a.reading_key
