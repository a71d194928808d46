-- one row: what the first denials of the chosen lines were worth, what came of it, and how much of it need not have been
-- inputs: answered_line, denial
-- rule: dollars are the expected allowed amount; lines of unknown price are counted apart. recovered: what a later answer allowed.
-- left_wrongly: dollars payers left to patients that a corrected claim can still get (KX, a missing modifier): no denial, and in no
-- other sum here. preventable: high, as a share of the dollars whose cause is known (judged).
select count(*) AS lines_denied, coalesce(sum(d.charge), 0) AS charge_denied, coalesce(sum(d.expected), 0) AS expected_denied,
    count(*) filter (where d.expected is null) AS lines_unpriced,
    coalesce(sum(d.recovered), 0) AS recovered, coalesce(sum(d.recoverable), 0) AS recoverable,
    count(*) filter (where d.status = 'open') AS lines_open,
    coalesce(sum(d.expected) filter (where d.preventable = 'high'), 0) AS preventable,
    count(*) filter (where d.preventable = 'high') AS lines_preventable,
    coalesce(sum(d.expected) filter (where d.preventable is not null), 0) AS judged,
    case when sum(d.expected) > 0   -- a share of what is priced; least() alone would skip an unknown one
        then least(coalesce(sum(d.recovered) filter (where d.expected is not null), 0) / sum(d.expected), 1) end AS recovered_share,
    coalesce(sum(d.expected) filter (where d.preventable = 'high'), 0)
        / nullif(coalesce(sum(d.expected) filter (where d.preventable is not null), 0), 0) AS preventable_share,
    (select coalesce(sum(recoverable), 0) from denial where is_left_wrongly and selected(cut_no, dos, submit_date, answer_date, $filter))
        AS left_wrongly
from answered_line AS l
join denial AS d on d.episode_key = l.episode_key
where l.is_denied and selected(l.cut_no, l.dos, l.submit_date, l.answer_date, $filter)
