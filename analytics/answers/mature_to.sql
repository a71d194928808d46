-- one row: the last date of service at which 90 % of billed lines have been adjudicated, by their payers' own lag
-- inputs: payer_lag, setting
-- step: merge
-- rule: the practice's curve of payer_lag (payer null): every payer's lag counts with the payer's share of the billed lines. No row
-- where nothing has been adjudicated.
select s.as_of - min(l.days) AS mature_to, min(l.days) AS lag_days
from payer_lag AS l
cross join setting AS s
where l.payer is null and l.share >= 0.9 - 1e-9
group by s.as_of
