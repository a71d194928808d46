-- one row per line that a letter is about
-- key: claim_ref, episode_key
-- inputs: denial, episode, episode_line, adjudication, billed_line, therapy_code, carc, rarc_signal
-- answered_on, payer_claim_id: of the answer whose reason is told, each line its own. upheld_on, upheld_claim_id: of the answer that
-- turned the appeal of that down, where it is the last word; appeals: how many were turned down, a day each.
-- $episodes: of the lines that letter_claim has in a letter. label, carc_label, remark_labels: our own short words, never the code owners'.
with remark as (   -- a remark with several signals has the words of the one that says most
    select rarc, arg_min(label, (strength <> 'strong', signal, label)) AS label from rarc_signal group by rarc
),
line as (
    select d.claim_ref, d.episode_key, d.line_no, d.dos, d.cpt, d.last_group, d.last_carc, nullif(d.last_rarc, '') AS last_rarc, d.charge,
        d.cause, b.units, b.modifiers, d.last_denied AS answered_on,
        case when d.outcome = 'denied' and d.upheld_on >= d.last_denied then d.upheld_on end AS upheld_on
    from denial AS d
    join episode AS e on e.episode_key = d.episode_key
    join billed_line AS b on b.line_key = e.latest_key
    where d.episode_key in (select unnest(cast($episodes AS bigint[])))
),
answer as (   -- a struct is taken whole: a number that is null is that answer's own
    select l.episode_key,
        max_by(struct_pack(claim_id := nullif(a.payer_claim_id, '')), (a.carc is not distinct from l.last_carc, a.claim_key))
            filter (where a.outcome in ('denied', 'patient_billed') and a.payment_date is not distinct from l.answered_on) AS refused,
        max_by(struct_pack(claim_id := nullif(a.payer_claim_id, '')), a.claim_key)
            filter (where a.upheld_carc is not null and a.known_on = l.upheld_on) AS upheld,
        count(distinct a.known_on) filter (where a.upheld_carc is not null and a.known_on <= l.upheld_on) AS appeals
    from line AS l
    join episode_line AS e on e.episode_key = l.episode_key
    join adjudication AS a on a.line_key = e.line_key
    where a.is_standing and not a.is_secondary
    group by l.episode_key
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
    w.remarks, l.cause, l.answered_on, n.refused.claim_id AS payer_claim_id, l.upheld_on, n.upheld.claim_id AS upheld_claim_id, n.appeals
from line AS l
left join answer AS n on n.episode_key = l.episode_key
left join therapy_code AS t on t.hcpcs = l.cpt
left join carc AS c on c.carc = l.last_carc
left join worded AS w on w.episode_key = l.episode_key
order by l.claim_ref, l.dos, try_cast(l.line_no AS integer), l.line_no, l.episode_key
