-- one row: the revenue ledger of the lines chosen, in allowed dollars
-- inputs: ledger_line
-- rule: earned + above_expected = unbilled_units + denied + underpaid + statutory + written_off + open_insurance
-- + open_patient + collected + unexplained
select coalesce(sum(earned), 0) AS earned,
    coalesce(sum(unbilled_units), 0) AS unbilled_units,
    coalesce(sum(denied), 0) AS denied,
    coalesce(sum(underpaid), 0) AS underpaid,
    coalesce(sum(statutory), 0) AS statutory,
    coalesce(sum(written_off), 0) AS written_off,
    coalesce(sum(open_insurance), 0) AS open_insurance,
    coalesce(sum(open_patient), 0) AS open_patient,
    coalesce(sum(collected), 0) AS collected,
    coalesce(sum(above_expected), 0) AS above_expected,
    coalesce(sum(unexplained), 0) AS unexplained
from ledger_line
where selected(cut_no, dos, submit_date, answer_date, $filter)
