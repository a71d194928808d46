-- one row per pattern of payments below a payer's own dominant rate, the most dollars first; suspected, in no leak
-- key: payer, cpt, variant, stretch_from, kind, low_rate
-- inputs: rate_line, rate_pattern
-- lines, shortfall, dates: what the filter leaves; share, explanation: of the whole practice. since, rate_text: what rate_pattern_lines
-- asks for, as text.
with line as (
    select payer_no, cpt, variant, stretch_from, kind, low_rate, count(*) AS lines, sum(shortfall) AS shortfall, min(dos) AS first_date,
        max(dos) AS last_date
    from rate_line
    where selected(cut_no, dos, submit_date, answer_date, $filter)
    group by payer_no, cpt, variant, stretch_from, kind, low_rate
)
select coalesce(p.payer, 'not named') AS payer, p.cpt, p.variant, p.kind, p.from_rate, p.low_rate, p.lowest, p.highest, l.first_date, l.last_date,
    p.stretch_to, l.lines, cast(l.shortfall AS decimal(12, 2)) AS shortfall, p.share, case when p.is_newest then 'yes' else 'no' end AS goes_on, p.only_where, p.explanation, p.stretch_from,
    cast(p.stretch_from AS varchar) AS since, coalesce(cast(p.low_rate AS varchar), '') AS rate_text
from line AS l
join rate_pattern AS p
    on p.payer_no = l.payer_no and p.cpt = l.cpt and p.variant = l.variant and p.stretch_from = l.stretch_from and p.kind = l.kind
    and p.low_rate is not distinct from l.low_rate
order by l.shortfall desc, payer, p.cpt, p.variant, p.stretch_from, p.kind, p.low_rate
