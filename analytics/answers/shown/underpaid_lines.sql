-- one row per line paid below the agreed rate, the most dollars first, with what its price is made of
-- key: claim_id, line_no
-- inputs: finding, payment_gap, episode, line_price, input_file
-- price, price_later: of the day's first unit and of every other; expected: its part of the price of the day (or visit); owed: never more
-- than the charge; assistant_cut: what the law or the payer's rules take. day_key is text: price_steps asks for it.
select e.claim_id, e.line_no, e.patient_id, e.payer, e.dos, e.cpt, array_to_string(e.modifiers, ' ') AS modifiers, e.units, e.charge,
    q.price, q.price_later, g.price_basis, g.claimed AS expected, g.owed, g.assistant_cut, e.allowed, e.paid, e.patient_resp, e.sequestration,
    f.amount, f.amount / nullif(g.claimed, 0) AS share, f.recoverable, f.deadline, f.explanation, f.citation, e.provider, e.location,
    e.last_date AS paid_on, cast(q.day_key AS varchar) AS day_key, cast(e.episode_key AS varchar) AS episode_key,
    i.name AS file, e.row_no
from finding AS f
join payment_gap AS g on g.episode_key = f.line_key and g.kind = 'underpaid'
join episode AS e on e.episode_key = f.line_key
join line_price AS q on q.line_key = e.latest_key
left join input_file AS i on i.file_id = e.file_id
where f.category = 'underpaid' and selected(f.cut_no, f.dos, f.submit_date, f.answer_date, $filter)
order by f.amount desc, e.dos, e.claim_id, e.line_no, e.episode_key
