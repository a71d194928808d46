-- one row per line paid above the agreed rate, or beside one it is never paid with, the most dollars first: exposure, no leak
-- key: finding_id
-- inputs: finding, payment_gap, billed_line, episode, line_price, input_file
-- ceiling: the price as billed, before any daily cap; null for lines of a pair that is never paid together
with chosen as (
    select f.*, coalesce(e.latest_key, f.line_key) AS last_key, g.ceiling, g.price_basis, g.assistant_cut
    from finding AS f
    left join payment_gap AS g on f.rule_id = 'overpaid' and g.kind = 'overpaid' and g.episode_key = f.line_key
    left join episode AS e on f.rule_id = 'overpaid' and e.episode_key = f.line_key
    where f.category = 'overpaid' and selected(f.cut_no, f.dos, f.submit_date, f.answer_date, $filter)
)
select c.finding_id, c.claim_id, c.line_no, c.patient_id, c.payer, c.dos, c.cpt, array_to_string(b.modifiers, ' ') AS modifiers, b.units,
    b.charge, c.ceiling AS expected, c.assistant_cut, e.allowed, e.paid, e.patient_resp, c.amount, c.price_basis, c.rule_id, c.explanation, c.citation,
    c.provider, c.location, e.last_date AS paid_on, cast(q.day_key AS varchar) AS day_key,
    cast(e.episode_key AS varchar) AS episode_key, i.name AS file, b.row_no
from chosen AS c
join billed_line AS b on b.line_key = c.last_key
left join episode AS e on e.latest_key = c.last_key
left join line_price AS q on q.line_key = c.last_key
left join input_file AS i on i.file_id = b.file_id
order by c.amount desc, c.dos, c.claim_id, c.line_no
