-- one row per family of a denial
-- key: family
-- inputs: denial
select family, count(*) AS lines_denied, coalesce(sum(charge), 0) AS charge_denied,
    coalesce(sum(expected), 0) AS expected_denied, coalesce(sum(recovered), 0) AS recovered,
    coalesce(sum(greatest(expected - recovered, 0)) filter (where status in ('open', 'partly_recovered')), 0) AS open,
    coalesce(sum(recoverable), 0) AS recoverable
from denial
where is_denial and selected(cut_no, dos, submit_date, answer_date, $filter)
group by family
order by charge_denied desc, family
