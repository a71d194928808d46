-- one row per line that a letter is about
-- key: claim_ref, episode_key
-- inputs: denial, episode, billed_line, therapy_code, carc, rarc_signal
-- $episodes: of the lines that letter_claim has in a letter. label, carc_label, remark_labels: our own short words, never the code owners'.
with remark as (   -- a remark with several signals has the words of the one that says most
    select rarc, arg_min(label, (strength <> 'strong', signal, label)) AS label from rarc_signal group by rarc
),
line as (
    select d.claim_ref, d.episode_key, d.line_no, d.dos, d.cpt, d.last_group, d.last_carc, nullif(d.last_rarc, '') AS last_rarc, d.charge,
        d.cause, b.units, b.modifiers
    from denial AS d
    join episode AS e on e.episode_key = d.episode_key
    join billed_line AS b on b.line_key = e.latest_key
    where d.episode_key in (select unnest(cast($episodes AS bigint[])))
),
said as (
    select episode_key, unnest(string_split(last_rarc, ' ')) AS rarc, generate_subscripts(string_split(last_rarc, ' '), 1) AS place
    from line
    where last_rarc is not null
),
worded as (
    select s.episode_key, string_agg(s.rarc || coalesce(' (' || r.label || ')', ''), ', ' order by s.place) AS remarks
    from said AS s
    left join remark AS r on r.rarc = s.rarc
    group by s.episode_key
)
select l.claim_ref, l.episode_key, l.line_no, l.dos, l.cpt, t.label, nullif(array_to_string(l.modifiers, ' '), '') AS modifiers,
    plain(l.units) AS units, l.charge, l.last_group AS group_code, l.last_carc AS carc, c.label AS carc_label, l.last_rarc AS rarc,
    w.remarks, l.cause
from line AS l
left join therapy_code AS t on t.hcpcs = l.cpt
left join carc AS c on c.carc = l.last_carc
left join worded AS w on w.episode_key = l.episode_key
order by l.claim_ref, l.dos, try_cast(l.line_no AS integer), l.line_no, l.episode_key
