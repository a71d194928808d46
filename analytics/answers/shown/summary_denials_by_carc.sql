-- one row per adjustment reason code (CARC) of a denial
-- key: carc
-- inputs: denial
select carc, any_value(root_cause) AS root_cause, any_value(family) AS family, count(*) AS lines_denied, coalesce(sum(charge), 0) AS charge_denied,
    coalesce(sum(expected), 0) AS expected_denied, coalesce(sum(recovered), 0) AS recovered,
    coalesce(sum(greatest(expected - recovered, 0)) filter (where status in ('open', 'partly_recovered')), 0) AS open,
    coalesce(sum(recoverable), 0) AS recoverable
from denial
where status <> 'patient_billed' and selected(payer, provider, location, cpt, dos, $filter)
group by carc
order by charge_denied desc, carc
