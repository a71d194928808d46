-- one row per payer of a denial
-- key: payer
-- inputs: denial
select payer, count(*) AS lines_denied, coalesce(sum(charge), 0) AS charge_denied,
    coalesce(sum(expected), 0) AS expected_denied, coalesce(sum(recovered), 0) AS recovered,
    coalesce(sum(greatest(expected - recovered, 0)) filter (where status in ('open', 'partly_recovered')), 0) AS open,
    coalesce(sum(recoverable), 0) AS recoverable
from denial
where is_denial and selected(cut_no, dos, submit_date, answer_date, $filter)
group by payer
order by charge_denied desc, payer
