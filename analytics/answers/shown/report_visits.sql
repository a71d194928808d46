-- one row per visit with timed codes, with its minutes per code and whose rule counts them; those worth most first
-- key: visit_key
-- inputs: unit_visit, unit_audit, visit_explanation, billed_line, payer_day, input_file
-- billed to excess_value: of visits that could be judged, as in summary_units; billed_unjudged: units billed of the others.
-- rule_standing: when somebody verified that this payer follows the rule, or that nobody did, or that its class's default stands in.
-- $most: how many rows a reader shows, as text; the words of later ones are left out (null), their sums stand.
-- A visit is chosen by its payer, provider, location and date, and by any of its codes
with chosen as (
    select * from unit_visit
    where selected(cut_no, dos, submit_date, answer_date, struct_update($filter, codes := []))
        and (len($filter.codes) = 0
            or visit_key in (select visit_key from unit_audit where list_contains($filter.codes, cpt)))
),
ranked as (
    select *, row_number() over (order by case verdict when 'ok' then 1 else 0 end, abs(value) desc nulls last, dos, visit_key) AS place
    from chosen
),
shown as (
    select visit_key from ranked where place <= cast($most AS integer)
),
code as (
    select visit_key, string_agg(cpt || ' ' || coalesce(plain(minutes) || ' min', 'no minutes') || ': ' || plain(units_billed) || ' billed'
            || coalesce(', ' || plain(units_correct) || ' supported', ''), '; ' order by minutes desc nulls last, cpt, shown_key) AS codes
    from unit_audit
    where visit_key in (select visit_key from shown)
    group by visit_key
),
explained as (
    select visit_key, explanation from visit_explanation where visit_key in (select visit_key from shown)
),
placed as (
    select b.line_key, b.rule_payer_no, b.dos, b.row_no, f.name AS file
    from billed_line AS b
    left join input_file AS f on f.file_id = b.file_id
    where b.line_key in (select pinned.shown_key from ranked where place <= cast($most AS integer))
),
standing as (   -- the lists of a rule go through no join
    select rule_payer_no, dos, coalesce(stated(key_sources, 'unit_rule').source, source) AS rule_source,
        case when coalesce(list_contains(assumed, 'unit_rule'), true) then 'default of the payer''s class'
            when stated(key_sources, 'unit_rule').verified is null then 'unverified'
            else 'verified ' || stated(key_sources, 'unit_rule').verified end AS rule_standing
    from payer_day
)
select v.visit_key, v.patient_id, v.dos, v.payer, v.provider, v.discipline, c.codes, v.rule, s.rule_standing, v.minutes,
    case when v.verdict <> 'undetermined' then v.units_billed end AS billed, v.units_correct AS correct, v.units_missed AS missed,
    v.units_excess AS excess, v.value_missed AS missed_value, v.value_excess AS excess_value,
    case when v.verdict = 'undetermined' then v.units_billed end AS billed_unjudged, v.verdict, v.tie, e.explanation,
    v.pinned.claim_id AS claim_id, v.pinned.line_no AS line_no, b.file, b.row_no, s.rule_source
from ranked AS v
left join explained AS e on e.visit_key = v.visit_key
left join code AS c on c.visit_key = v.visit_key
left join placed AS b on b.line_key = v.pinned.shown_key
left join standing AS s on s.rule_payer_no = b.rule_payer_no and s.dos = b.dos
order by v.place
