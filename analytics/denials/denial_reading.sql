-- one row per group, reason code, remarks and payer class on days of the same rules: which row of denial_rule reads them
-- key: reading_key
-- inputs: denial_answer, denial_rule, denial_cause, carc
-- step: merge
-- rule: a practice's own pair of reason and remark wins, then a remark that always speaks, then any pair. Else a remark speaks for a
-- reason code as far as that code yields: to any remark, to a strong one, to a strong one of its own family (a modifier does not
-- matter until the right payer is billed), to none; a reason code without a row yields to any. Among rows of one rank a strong
-- remark beats a medium one, the practice's own row the shipped, a stated group any, a stated class any; then the file's order decides.
with combination as (
    select distinct reading_key, group_code, carc, remarks, payer_class, read_as_of from denial_answer
),
remark as (
    select reading_key, group_code, carc, payer_class, read_as_of, unnest(string_split(remarks, ' ')) AS rarc
    from combination
    where remarks <> ''
),
rule as (   -- one row per group it names
    select r.rule_no, r.is_own, r.carc, r.rarc, r.payer_class, r.strength, r.yields, c.family,
        coalesce(r.first_day, date '0001-01-01') AS from_day, coalesce(r.last_day, date '2999-12-31') AS to_day,
        unnest(case when r.group_codes is null then [null] else string_split(r.group_codes, ' ') end) AS group_code
    from denial_rule AS r
    join denial_cause AS c on c.cause = r.cause
),
matching as (
    select case when r.carc is null then 'remark' else 'pair' end AS kind, a.* exclude (rarc),
        r.* exclude (carc, rarc, payer_class, group_code), r.group_code AS rule_group, r.payer_class AS rule_class
    from remark AS a
    join rule AS r on r.rarc = a.rarc and (r.carc is null or r.carc = a.carc)
    union all
    select 'code', a.* exclude (remarks), r.* exclude (carc, rarc, payer_class, group_code), r.group_code, r.payer_class
    from combination AS a
    join rule AS r on r.carc = a.carc and r.rarc is null
),
fitting as (   -- place among the rows of its kind, the lowest first
    select reading_key, kind, rule_no, is_own, strength, yields, family,
        struct_pack(weak := coalesce(strength = 'medium', false), shipped := not is_own, all_groups := rule_group is null,
            all_classes := rule_class is null, no := rule_no) AS place
    from matching
    where (rule_group is null or rule_group = group_code) and (rule_class is null or rule_class = payer_class)
        and read_as_of between from_day and to_day
),
coded as (
    select reading_key, arg_min(struct_pack(yields := yields, family := family), place) AS code
    from fitting
    where kind = 'code'
    group by reading_key
),
chosen as (
    select f.reading_key, arg_min(f.rule_no, (case
            when f.kind = 'pair' and f.is_own then 0 when f.strength = 'always' then 1 when f.kind = 'pair' then 2
            when f.kind = 'remark' then 3 else 4 end, f.place)) AS rule_no
    from fitting AS f
    left join coded AS c on c.reading_key = f.reading_key
    where f.kind <> 'remark' or f.strength = 'always' or c.reading_key is null or c.code.yields = 'any'
        or (f.strength = 'strong' and (c.code.yields = 'strong' or (c.code.yields = 'kin' and c.code.family = f.family)))
    group by f.reading_key
)
select a.reading_key, a.group_code, a.carc, a.remarks, a.payer_class, a.read_as_of,
    -- a code of the lists without a row of its own is known, only not placed
    coalesce(r.cause, case when a.carc is null then 'no_reason' when l.carc is null then 'unknown_code' else 'other_reason' end)
        AS cause,
    case when r.is_own then 'own'
        when r.cause = 'unknown_code' or (r.cause is null and l.carc is null) then 'unknown'
        when r.carc is not null and r.rarc is not null then 'pair'
        when r.rarc is not null then 'remark'
        else 'code' end AS classified_by,
    r.rule_no, r.carc AS rule_carc, r.rarc AS rule_rarc, r.group_codes AS rule_groups, r.payer_class AS rule_class, r.trust,
    r.source, r.note, r.owner AS rule_owner, r.way AS rule_way, r.recoverable AS rule_recoverable, r.letter AS rule_letter,
    r.next_step AS rule_step,
    coalesce(l.allowed_groups <> 'any' and not list_contains(string_split(l.allowed_groups, ' '), a.group_code), false)
        AS is_malformed,
    case when l.pr_meaning like 'unexpected%' then 'unexpected' when l.pr_meaning like 'another payer%' then 'other_payer' end
        AS patient_meaning,
    coalesce(l.rarc_required = 'true', false) AS needs_remark
from combination AS a
left join chosen AS c on c.reading_key = a.reading_key
left join denial_rule AS r on r.rule_no = c.rule_no
left join carc AS l on l.carc = a.carc
