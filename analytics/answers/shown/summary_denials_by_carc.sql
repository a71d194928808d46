-- one row per adjustment reason code (CARC) of a denial
-- key: carc; root_cause and family are null where remarks tell the same code apart
-- inputs: denial
select carc, case when count(distinct root_cause) = 1 then any_value(root_cause) end AS root_cause,
    case when count(distinct family) = 1 then any_value(family) end AS family, count(*) AS lines_denied, coalesce(sum(charge), 0) AS charge_denied,
    coalesce(sum(expected), 0) AS expected_denied, coalesce(sum(recovered), 0) AS recovered,
    coalesce(sum(greatest(expected - recovered, 0)) filter (where status in ('open', 'partly_recovered')), 0) AS open,
    coalesce(sum(recoverable), 0) AS recoverable
from denial
where is_denial and selected(cut_no, dos, submit_date, answer_date, $filter)
group by carc
order by charge_denied desc, carc
