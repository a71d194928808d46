-- one row per line of a bundled pair without a modifier that separates it, and per line with such a modifier and no pair
-- key: line_key, rule_id
-- inputs: service_line, billed_line, payer_day, pair_edit, ncci_pair, therapy_code, rejected_day
-- step: per patient
-- rule: column 1 is paid, column 2 is denied beside it; a modifier separates them where the edit's indicator is 1, never
-- where it is 0. CMS takes it on either line from 2019-07-01, before that on the column-2 line. The edits of the practitioner
-- file hold for one practitioner, so pairs are looked for inside a visit: a PT's and an OT's lines never meet.
-- A line with several column-1 partners is one gap: one modifier mends it. The payer's own pairs count like an edit of
-- indicator 1. A modifier is called unneeded where no edit whatever, of unknown start included, pairs its line with another
-- of the day, and only a hint where something the edits read here cannot know may have asked for it.
-- source: NCCI edits of CMS by date of service; CMS CR 11168 (either column); Pub 100-04 ch. 23 s. 20.9; the payer's own pairs
with line as (
    select s.line_key, s.episode_key, s.visit_key, s.day_key, s.cpt, s.dos, s.rule_payer_no, s.modifiers, b.patient_id
    from service_line AS s
    join billed_line AS b on b.line_key = s.line_key
    where b.is_primary and s.modifiers is not null and (b.units > 0 or b.charge > 0)
),
own_pair as (   -- pairs of the payer's own policy, by version of its rules
    select rule_key, pair.column_1 AS column_1, pair.column_2 AS column_2
    from (select distinct rule_key, unnest(extra_pairs) AS pair from payer_day)
),
edit as (   -- what has not ended before the first day
    select * from pair_edit where last_day is null or last_day >= (select min(dos) from line)
),
pair as (   -- every two codes that something bundles, whoever pays
    select column_1, column_2 from edit union select column_1, column_2 from own_pair where column_1 <> column_2
),
met as (   -- and the lines of one patient, payer and day that carry them
    select f.line_key AS first_key, t.line_key AS second_key, f.cpt AS column_1, t.cpt AS column_2,
        f.dos, f.rule_payer_no, f.visit_key = t.visit_key AS is_one_visit
    from (select * from line where cpt in (select column_1 from pair)) AS f
    join (select * from line where cpt in (select column_2 from pair)) AS t on t.day_key = f.day_key
    join pair AS p on p.column_1 = f.cpt and p.column_2 = t.cpt
),
edited as (   -- with the edit of the day; of a pair's spans the one that ends first, for spans follow each other
    select m.*, e.indicator, e.first_day, e.last_day, e.certain_from, e.read_for,
        row_number() over (
            partition by m.first_key, m.second_key order by e.certain_from > m.dos, e.last_day nulls last, e.indicator) AS place
    from met AS m
    join edit AS e
        on e.column_1 = m.column_1 and e.column_2 = m.column_2 and (e.first_day is null or m.dos >= e.first_day)
        and (e.last_day is null or m.dos <= e.last_day)
),
bundled as (
    select first_key, second_key, column_1, column_2, dos, rule_payer_no, indicator, first_day, last_day, certain_from, read_for,
        false AS is_own
    from edited
    where place = 1 and is_one_visit
    union all
    select m.first_key, m.second_key, m.column_1, m.column_2, m.dos, m.rule_payer_no, '1', null, null, null, null, true
    from met AS m
    join payer_day AS d on d.rule_payer_no = m.rule_payer_no and d.dos = m.dos
    join own_pair AS o on o.rule_key = d.rule_key and o.column_1 = m.column_1 and o.column_2 = m.column_2
    where m.is_one_visit
),
asked as (   -- of the payers that bundle them
    select b.*, d.payer, d.distinct_modifiers,
        case when b.is_own then d.payer || ': ' || coalesce(
                stated(d.key_sources, 'extra_pairs').source, d.source, 'no source given')
            else 'NCCI practitioner edits, ' || coalesce(b.read_for, 'quarter unknown') end
            || case when list_contains(d.unverified, case when b.is_own then 'extra_pairs' else 'ncci' end)
                then ' (that ' || d.payer || ' follows it: unverified)' else '' end AS citation,
        list_contains(d.assumed, case when b.is_own then 'extra_pairs' else 'ncci' end) AS is_assumed,
        list_sort(list_intersect(f.modifiers, d.distinct_modifiers))[1] AS first_modifier,
        list_sort(list_intersect(s.modifiers, d.distinct_modifiers))[1] AS second_modifier,
        b.indicator = '1' and len(d.distinct_modifiers) > 0 AS is_separable,
        list_contains(f.modifiers, 'GY') or list_contains(s.modifiers, 'GY') AS is_excluded,   -- none expects to be paid
        s.episode_key
    from bundled AS b
    join payer_day AS d on d.rule_payer_no = b.rule_payer_no and d.dos = b.dos and (b.is_own or d.ncci = 'cms')
    join line AS f on f.line_key = b.first_key
    join line AS s on s.line_key = b.second_key
),
unmet as (
    select *, case when is_separable then 'pair_missing_59' else 'pair_never' end AS rule_id,
        case when (not is_own and (certain_from is null or dos < certain_from)) or is_assumed
            then 'hint' else 'finding' end AS trust
    from asked
    where not is_excluded and (not is_separable
        or (second_modifier is null and (first_modifier is null or (dos < date '2019-07-01' and not is_own))))
),
told as (
    select *, row_number() over (partition by second_key, rule_id order by trust, is_own, column_1, first_key) AS place,
        count(distinct column_1) over (partition by second_key, rule_id) - 1 AS others
    from unmet
),
bundle_gap as (
    select second_key AS line_key, episode_key,
        case when not is_separable then coalesce(second_modifier, '59')
            when list_contains(distinct_modifiers, '59') then '59' else distinct_modifiers[1] end AS modifier,
        case when is_separable then 'missing' else 'never_together' end AS verdict,
        rule_id, first_key AS related_line_key, trust,
        column_1 || ' and ' || column_2 || ' on ' || cast(dos AS varchar) || ': '
            || case when is_own then payer || ' bundles ' || column_2 || ' into ' || column_1 || ' by its own policy'
                else 'CMS edit ' || column_1 || '/' || column_2 || ', indicator ' || indicator || ', '
                    || case when certain_from is null or dos < certain_from then 'first day not known'
                        when first_day is null then 'in force since ' || cast(certain_from AS varchar) || ' or before'
                        else 'in force from ' || cast(first_day AS varchar) end
                    || case when last_day is null then ', not ended in the file of ' || coalesce(read_for, 'an unknown quarter')
                        when certain_from is null or dos < certain_from then ', ended ' || cast(last_day AS varchar)
                        else ' to ' || cast(last_day AS varchar) end
            end
            || case
                when not is_separable and indicator = '0' then '; the two are never paid together'
                    || case when second_modifier is not null or first_modifier is not null
                        then ', and ' || coalesce(second_modifier, first_modifier) || ' cannot help' else '' end
                when not is_separable then '; ' || payer || ' takes no modifier that separates them'
                when first_modifier is not null then '; ' || first_modifier
                    || ' stands on the column-1 line, and before 2019-07-01 CMS took it on the column-2 line only'
                else '; neither line has one of ' || array_to_string(distinct_modifiers, ', ') end
            || case when others > 0 then '. ' || others || ' more code' || case when others > 1 then 's' else '' end
                || ' of that visit bundle' || case when others > 1 then '' else 's' end || ' it too.' else '.' end AS explanation,
        citation
    from told
    where place = 1
),
marked as (   -- lines with a modifier that separates, though nothing pairs them with another line of their visit
    select l.*, d.payer, d.ncci, list_contains(d.unverified, 'ncci') AS is_unverified,
        list_sort(list_intersect(l.modifiers, d.distinct_modifiers))[1] AS modifier
    from (select * from line where list_has_any(modifiers, ['59', 'XE', 'XP', 'XS', 'XU'])) AS l
    join payer_day AS d on d.rule_payer_no = l.rule_payer_no and d.dos = l.dos
    where list_has_any(l.modifiers, d.distinct_modifiers)
        and l.line_key not in (
            select unnest([first_key, second_key]) from edited where is_one_visit
            union all select unnest([first_key, second_key]) from bundled where is_own)
),
billed as (
    select distinct cpt from line
),
read_code as (   -- the codes that the edits read here know, wiped ones included
    select cpt, max(read_for) AS read_for
    from (
        select column_1 AS cpt, read_for from ncci_pair where column_1 in (select cpt from billed)
        union all select column_2, read_for from ncci_pair where column_2 in (select cpt from billed)
    )
    group by cpt
),
company as (   -- what else that day may have asked for it
    select m.line_key,
        count(*) filter (where o.cpt = m.cpt and o.line_key <> m.line_key) AS same_code,
        count(*) filter (where o.cpt not in (select cpt from read_code) or t.hcpcs is null or t.therapy = 'none') AS unread,
        bool_or(o.visit_key <> m.visit_key) AS has_other_visit
    from marked AS m
    join line AS o on o.day_key = m.day_key
    left join therapy_code AS t on t.hcpcs = o.cpt
    group by m.line_key
),
wiped as (   -- an edit that CMS took back later was law on its day: whoever billed then had reason
    select distinct m.line_key
    from marked AS m
    join line AS o on o.visit_key = m.visit_key
    join (
        select column_1 AS one, column_2 AS other, coalesce(first_day, last_day) AS first_day from ncci_pair where indicator = '9'
        union all
        select column_2, column_1, coalesce(first_day, last_day) from ncci_pair where indicator = '9'
    ) AS w on w.one = m.cpt and w.other = o.cpt and m.dos >= w.first_day and m.dos < w.first_day + 92
),
unneeded as (
    select m.*, w.line_key is not null AS is_wiped, c.same_code, c.unread,
        c.has_other_visit and m.line_key in (select unnest([first_key, second_key]) from edited) AS is_paired_elsewhere,
        exists (select 1 from rejected_day AS r where r.patient_id = m.patient_id and r.dos = m.dos) AS has_rejected,
        r.read_for
    from marked AS m
    join company AS c on c.line_key = m.line_key
    left join wiped AS w on w.line_key = m.line_key
    left join read_code AS r on r.cpt = m.cpt
)
select line_key, episode_key, modifier, verdict, rule_id, related_line_key, trust, cast(null AS decimal(12, 2)) AS at_stake,
    explanation, citation
from bundle_gap
union all
select line_key, episode_key, modifier, 'superfluous', 'pair_unneeded_59', null,
    case when ncci = 'cms' and not is_unverified and same_code = 0 and unread = 0
        and not (is_paired_elsewhere or has_rejected or is_wiped) then 'finding' else 'hint' end,
    null,
    cpt || ' on ' || cast(dos AS varchar) || ' carries ' || modifier || ', but no CMS edit'
        || case when ncci = 'cms' then '' else ' (which ' || payer || ' may not follow)' end
        || ' that could be in force pairs it with another line of the visit'
        || case
            when same_code > 0 then '; the same code stands on another line of the day, which it may separate'
            when unread > 0 then '; a code of that day is outside the edits read here'
            when is_paired_elsewhere then '; an edit pairs it with a line of another discipline that day'
            when is_wiped then '; an edit of that quarter paired it, which CMS took back later'
            when has_rejected then '; a row of that patient and day could not be read'
            else '' end || '.',
    'NCCI practitioner edits, ' || coalesce(read_for, 'not read')
        || case when is_unverified then ' (that ' || payer || ' follows it: unverified)' else '' end
from unneeded
