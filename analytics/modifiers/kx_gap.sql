-- one row per line and gap of KX against the therapy threshold
-- key: line_key, rule_id
-- inputs: threshold_line, payer_day
-- step: per patient
-- source: 42 USC 1395l(g)(7)(A): above the threshold only a line with KX (medically necessary, documented) is an incurred
-- expense
-- rule: missing on the line that takes the sum above the threshold (kx_crossing_missing) and on every one after it
-- (kx_missing); not where the practice itself says that it is not covered (GA, GY, GZ: KX would contradict). Early: KX while
-- less than 80 % of the threshold is used. The share is ours, no law: KX in the last fifth is caution, as other providers' care
-- counts too and shows late; below it KX on every line is what reviewers look for. It changes no payment there, so nothing is
-- at stake. A threshold that is not known yet (is_assumed), or a default that nobody verified, gives hints.
with judged as (
    select *, list_contains(modifiers, 'KX') AS has_kx, list_has_any(modifiers, ['GA', 'GY', 'GZ']) AS is_waived,
        cast(running_before + coalesce(countable, 0) AS decimal(12, 2)) AS sum_with_line,
        case bucket when 'OT' then 'OT' else 'PT and SLP' end || ' of ' || year || ': '
            || coalesce(format('{:,.2f}', opening) || ' counted elsewhere, ', '') || format('{:,.2f}', running_before)
            || ' allowed before this line + ' || coalesce(format('{:,.2f}', countable), 'an unknown amount') || ' = ' AS sentence,
        case when is_assumed then ' (the latest known threshold, that of ' || year || ' is not)' else '' end AS caveat
    from threshold_line
    where modifiers is not null and threshold is not null and (is_over or list_contains(modifiers, 'KX'))
),
gap as (
    select line_key, episode_key, 'missing' AS verdict,
        case when is_crossing then 'kx_crossing_missing' else 'kx_missing' end AS rule_id, rule_payer_no, dos,
        is_assumed, countable AS at_stake,
        sentence || format('{:,.2f}', sum_with_line) || ', above ' || format('{:,.2f}', threshold) || caveat || '; no KX.'
            AS explanation
    from judged
    where is_over and not has_kx and not is_waived and countable is distinct from 0
    union all
    select line_key, episode_key, 'superfluous', 'kx_early', rule_payer_no, dos, is_assumed, cast(0 AS decimal(12, 2)),
        sentence || format('{:,.2f}', sum_with_line) || ', below 80 % of ' || format('{:,.2f}', threshold) || caveat
            || '; KX is not needed yet.'
            || case when opening is null
                then ' Care elsewhere counts too and is not in these files: load opening balances.' else '' end
    from judged
    where has_kx and sum_with_line < 0.8 * threshold
)
select g.line_key, g.episode_key, 'KX' AS modifier, g.verdict, g.rule_id, cast(null AS bigint) AS related_line_key,
    case when g.is_assumed or (d.is_default and list_contains(d.unverified, 'kx')) then 'hint' else 'finding' end AS trust,
    g.at_stake, g.explanation,
    case when d.class = 'medicare' then '42 USC 1395l(g)'
        else d.payer || ': ' || stated(d.key_sources, 'kx').source end
        || case when list_contains(d.unverified, 'kx') then ' (unverified)' else '' end AS citation
from gap AS g
join payer_day AS d on d.rule_payer_no = g.rule_payer_no and d.dos = g.dos
