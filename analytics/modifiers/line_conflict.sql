-- one row per line and rule that its modifiers, its code, its span of days or its other half breaks
-- key: line_key, rule_id
-- inputs: service_line, billed_line, payer_day, therapy_code
-- step: per patient
-- rule: GA (notice signed, denial expected), GZ (no notice) and GY (excluded by law) exclude one another, and KX (necessary)
-- excludes all three; GX says that a voluntary notice was given for what GY excludes. Medicare alone reads them so: elsewhere
-- a hint. Codes of status B (bundled), I (not valid) and N (not covered) are never paid by Medicare, unless the line itself
-- says that none is expected. Timed units are counted for one day, so a timed line of several days can't be judged. A timed
-- code of one provider and visit belongs on one line; the assistant's part (CQ, CO) stands on a line of its own.
-- source: NGS outpatient therapy guide (KX, GA); CMS CR 6563 (GX) and MAC pages (GA, GY, GZ), secondary; CMS fee schedule 2026
-- (status); Pub 100-04 ch. 5 s. 20.2; First Coast, article 0508065 (split lines, rejected from 2021-04-19)
with line as (
    select s.line_key, s.episode_key, s.visit_key, s.cpt, s.dos, s.rule_payer_no, s.modifiers, b.dos_to,
        b.claim_id, b.provider, coalesce(b.submit_date, s.dos) AS sent
    from service_line AS s
    join billed_line AS b on b.line_key = s.line_key
    where b.is_primary and s.modifiers is not null and (b.units > 0 or b.charge > 0)
),
exclusive as (   -- two modifiers that contradict each other, the one at fault first
    select * from (values
        ('KX', 'GA', 'ga_kx', 'KX says that the service is necessary, GA that its denial is expected', 'NGS outpatient therapy guide'),
        ('KX', 'GZ', 'gz_kx', 'KX says that the service is necessary, GZ that its denial is expected', 'NGS outpatient therapy guide'),
        ('KX', 'GY', 'gy_kx', 'KX says that the service is necessary, GY that the law excludes it', 'NGS outpatient therapy guide'),
        ('GZ', 'GA', 'ga_gz', 'GA says that the patient signed a notice, GZ that none was given', 'MAC pages, secondary'),
        ('GA', 'GY', 'ga_gy', 'GA is for a service Medicare covers, GY for one that the law excludes', 'MAC pages, secondary'),
        ('GZ', 'GY', 'gy_gz', 'GZ is for a service Medicare covers, GY for one that the law excludes', 'MAC pages, secondary'),
        ('GX', 'GA', 'ga_gx', 'GA is a notice that is required, GX one that is voluntary', 'CMS CR 6563, secondary'),
        ('GX', 'GZ', 'gx_gz', 'GX says that a notice was given, GZ that none was', 'CMS CR 6563, secondary')
    ) AS e (modifier, other, rule_id, reason, citation)
),
noticed as (
    select l.*, d.class, d.payer
    from line AS l
    join payer_day AS d on d.rule_payer_no = l.rule_payer_no and d.dos = l.dos
    where list_has_any(l.modifiers, ['GA', 'GX', 'GY', 'GZ'])
),
contradiction as (
    select n.line_key, n.episode_key, e.modifier, 'contradiction' AS verdict, e.rule_id, null AS related_line_key,
        case n.class when 'medicare' then 'finding' else 'hint' end AS trust,
        n.cpt || ' on ' || cast(n.dos AS varchar) || ' carries ' || e.modifier || ' and ' || e.other || ': ' || e.reason || '.'
            AS explanation,
        e.citation
    from noticed AS n
    join exclusive AS e on list_contains(n.modifiers, e.modifier) and list_contains(n.modifiers, e.other)
    union all
    select line_key, episode_key, 'GX', 'wrong', 'gx_without_gy', null, 'hint',
        cpt || ' on ' || cast(dos AS varchar) || ' carries GX without GY: a voluntary notice is for a service that the law excludes.',
        'CMS CR 6563, secondary'
    from noticed
    where list_contains(modifiers, 'GX') and not list_has_any(modifiers, ['GY', 'GA', 'GZ'])
),
unpaid as (
    select l.line_key, l.episode_key, null AS modifier, 'wrong' AS verdict, 'not_paid_by_medicare' AS rule_id,
        null AS related_line_key, 'finding' AS trust,
        l.cpt || ' on ' || cast(l.dos AS varchar) || ': status ' || t.status || ', '
            || case t.status when 'B' then 'bundled into other services, Medicare never pays it apart'
                when 'N' then 'Medicare does not cover it' else 'not valid for Medicare' end
            || case when l.cpt = '97014' then '; it wants G0283 for this service' else '' end || '.' AS explanation,
        'CMS physician fee schedule 2026, status indicator' AS citation
    from line AS l
    join (select * from therapy_code where status in ('B', 'I', 'N')) AS t on t.hcpcs = l.cpt
    join payer_day AS d on d.rule_payer_no = l.rule_payer_no and d.dos = l.dos and d.class = 'medicare'
    where not list_has_any(l.modifiers, ['GX', 'GY', 'GZ'])
),
spanned as (
    select l.line_key, l.episode_key, null AS modifier, 'wrong' AS verdict, 'span_dated' AS rule_id, null AS related_line_key,
        case d.class when 'medicare' then 'finding' else 'hint' end AS trust,
        l.cpt || ' is billed from ' || cast(l.dos AS varchar) || ' to ' || cast(l.dos_to AS varchar)
            || ' on one line: timed units are counted for each day, so each day wants its own line.' AS explanation,
        'Pub 100-04 ch. 5 s. 20.2' AS citation
    from line AS l
    join therapy_code AS t on t.hcpcs = l.cpt and t.unit_basis = 'timed_15'
    join payer_day AS d on d.rule_payer_no = l.rule_payer_no and d.dos = l.dos
    where l.dos_to > l.dos
),
repeated as (   -- cheap first: the codes that a visit has twice at all
    select visit_key, cpt
    from line
    where cpt in (select hcpcs from therapy_code where unit_basis = 'timed_15') and sent >= date '2021-04-19'
    group by visit_key, cpt
    having count(*) > 1
),
placed as (
    select l.*, row_number() over same AS place, count(*) over same AS lines, min(l.line_key) over same AS first_key,
        coalesce(min(l.claim_id) over same <> max(l.claim_id) over same, false) AS has_two_claims
    from line AS l
    join repeated AS r on r.visit_key = l.visit_key and r.cpt = l.cpt
    where l.sent >= date '2021-04-19'
    window same AS (
        partition by l.visit_key, l.cpt, l.provider, list_has_any(l.modifiers, ['CQ', 'CO'])
        order by l.line_key rows between unbounded preceding and unbounded following)
),
split as (
    select p.line_key, p.episode_key, null AS modifier, 'wrong' AS verdict, 'split_lines' AS rule_id,
        p.first_key AS related_line_key, case when p.has_two_claims then 'hint' else 'finding' end AS trust,
        p.cpt || ' on ' || cast(p.dos AS varchar) || ' stands on ' || p.lines || ' lines of one visit; Medicare rejects a timed '
            || 'code that is split over lines (from 2021-04-19), its units belong on one'
            || case when p.has_two_claims then '; they stand in several claims, so one may be a repetition.' else '.' end AS explanation,
        'First Coast, article 0508065' AS citation
    from placed AS p
    join payer_day AS d on d.rule_payer_no = p.rule_payer_no and d.dos = p.dos and d.class = 'medicare'
    where p.place > 1
),
conflict as (
    select * from contradiction union all select * from unpaid union all select * from spanned union all select * from split
)
select line_key, episode_key, cast(modifier AS varchar) AS modifier, verdict, rule_id,
    cast(related_line_key AS bigint) AS related_line_key, trust, cast(null AS decimal(12, 2)) AS at_stake, explanation, citation
from conflict
