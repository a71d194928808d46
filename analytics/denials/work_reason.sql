-- one row per payer, cause, family and leak category of denied lines, with the cases the ledger alone decided
-- key: reason_key (see work_line)
-- inputs: work_line
-- step: merge
select reason_key, any_value(payer) AS payer, any_value(cause) AS cause, any_value(family) AS family, any_value(category) AS category,
    count(*) AS lines, count(proven_share) AS proven_cases, coalesce(sum(proven_share), 0) AS proven_won
from work_line
group by reason_key
