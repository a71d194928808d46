-- one row per line of a claim on the worklist, the dearest first
-- inputs: work_line, denial, episode, overturn_rate
-- $claim: the claim_ref. code: what the payer said first, last_code: said last; value = recoverable x chance
select e.line_no, l.cpt, array_to_string(e.modifiers, ' ') AS modifiers, e.units, l.charge, l.expected, l.recoverable, r.chance,
    cast(round(l.recoverable * r.chance, 2) AS decimal(12, 2)) AS value, r.cases, r.own_rate, r.family_cases, r.family_rate, r.base,
    trim(concat_ws(' ', d.group_code, d.carc, d.rarc)) AS code, trim(concat_ws(' ', d.last_group, d.last_carc, d.last_rarc)) AS last_code,
    d.root_cause, d.classified_by, l.status, l.first_denied, l.last_denied, l.deadline, l.deadline_basis, l.deadline_is_assumed,
    d.way, d.letter, d.next_step, d.owner, d.bars_appeal, d.patient_stop, l.recovered, l.left_open, l.payer, l.provider, l.dos,
    cast(l.episode_key AS varchar) AS episode_key
from work_line AS l
join denial AS d on d.episode_key = l.episode_key
join episode AS e on e.episode_key = l.episode_key
left join overturn_rate AS r on r.reason_key = l.reason_key
where l.claim_ref = $claim
order by l.recoverable desc nulls last, l.left_open desc nulls last, l.episode_key
