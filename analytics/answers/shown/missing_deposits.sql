-- one row per sign that a remittance is missing between those loaded, the most dollars first
-- inputs: missing_deposit
-- Only the filter's payers and classes apply: a payment has a day of its own, and neither provider, code nor date of service.
select payer, kind, first_day, last_day, lines, charge, trace_number, claim_id, evidence, file
from missing_deposit
where selected_payer(payer, $filter)
order by charge desc nulls last, last_day desc nulls last, payer, kind, trace_number, claim_id
