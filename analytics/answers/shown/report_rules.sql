-- one row per payer among the filtered lines and key of the rules it follows on the as-of day: what it says, who says so
-- key: payer, rule_payer, key
-- inputs: billed_line, line_day, payer, payer_version, setting
-- standing: verified on a day | unverified | default of the payer's class (nobody found it for this payer)
with line as (
    select b.payer, b.rule_payer_no, count(*) AS lines
    from billed_line AS b
    join line_day AS y on y.line_key = b.line_key
    where selected(y.cut_no, y.dos, y.submit_date, y.answer_date, $filter)
    group by b.payer, b.rule_payer_no
),
followed as (
    select distinct rule_payer_no, rule_payer from payer
),
version as (
    select l.payer, l.lines, v.payer AS rule_payer, v.class, v.effective_from, v.assumed, v.source, v.key_sources,
        {'unit_rule': v.unit_rule, 'discipline_modifier': v.discipline_modifier, 'assistant_modifier': v.assistant_modifier,
            'assistant_share': cast(v.assistant_share AS varchar), 'assistant_base': v.assistant_base,
            'distinct_modifiers': array_to_string(v.distinct_modifiers, ' '), 'ncci': v.ncci,
            'extra_pairs': len(v.extra_pairs) || ' pairs', 'kx': cast(v.kx AS varchar), 'mppr': v.mppr, 'mppr_scope': v.mppr_scope,
            'sequestration': cast(v.sequestration AS varchar),
            'daily_cap': coalesce(v.daily_cap_kind || coalesce(' ' || v.daily_cap_amount, ''), 'none'),
            'visit_rate': coalesce(cast(v.visit_rate AS varchar), 'none'), 'capitated': cast(v.capitated AS varchar),
            'timely_filing_days': cast(v.timely_filing_days AS varchar),
            'corrected_claim_days': cast(v.corrected_claim_days AS varchar), 'appeal_days': cast(v.appeal_days AS varchar)} AS said
    from line AS l
    join followed AS f on f.rule_payer_no = l.rule_payer_no
    cross join setting AS s
    join payer_version AS v
        on v.payer = f.rule_payer and v.effective_from <= s.as_of and (v.effective_to is null or s.as_of < v.effective_to)
),
stated_key as (
    select * exclude (key_sources), unnest(key_sources) AS one, generate_subscripts(key_sources, 1) AS place
    from version
)
select payer, lines, rule_payer, class, effective_from, one.key AS "key",
    coalesce(json_extract_string(cast(said AS json), '$.' || one.key), 'not known') AS value,
    case when list_contains(assumed, one.key) then 'default of the payer''s class' when one.verified is null then 'unverified'
        else 'verified ' || one.verified end AS standing,
    coalesce(one.source, source) AS source
from stated_key
order by lines desc, payer, rule_payer, place
