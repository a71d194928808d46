-- one row per line of one pattern of rate_patterns, the largest shortfall first
-- key: claim_id, line_no
-- inputs: rate_line, episode, input_file
-- $payer, $code, $variant, $kind, $since, $rate: the pattern, as text ($rate '' = scattered amounts)
select e.claim_id, e.line_no, e.patient_id, e.dos, r.units, r.paid_units, r.allowed, r.line_rate, r.expected_rate, r.shortfall, e.provider,
    e.location, array_to_string(e.modifiers, ' ') AS modifiers, e.last_date AS paid_on,
    cast(e.episode_key AS varchar) AS episode_key, f.name AS file, e.row_no
from rate_line AS r
join episode AS e on e.episode_key = r.episode_key
left join input_file AS f on f.file_id = e.file_id
where coalesce(r.payer, 'not named') = $payer and r.cpt = $code and r.variant = $variant and r.kind = $kind
    and r.stretch_from = try_cast($since AS date) and coalesce(cast(r.low_rate AS varchar), '') = $rate
    and selected(r.cut_no, r.dos, r.submit_date, r.answer_date, $filter)
order by r.shortfall desc, e.dos, e.claim_id, e.line_no
