-- one row: what is owed on the lines chosen, on the as-of day
-- inputs: receivable, episode
-- rule: days in AR = receivables / (charges of the period / its days); credits are shown apart, never netted
with owed as (
    select coalesce(sum(insurance_balance), 0) AS insurance, coalesce(sum(patient_balance), 0) AS patient,
        coalesce(sum(credit), 0) AS credits,
        coalesce(sum(insurance_balance + patient_balance) filter (where bucket = '0-30'), 0) AS to_30,
        coalesce(sum(insurance_balance + patient_balance) filter (where bucket = '31-60'), 0) AS to_60,
        coalesce(sum(insurance_balance + patient_balance) filter (where bucket = '61-90'), 0) AS to_90,
        coalesce(sum(insurance_balance + patient_balance) filter (where bucket = '91-120'), 0) AS to_120,
        coalesce(sum(insurance_balance + patient_balance) filter (where bucket = '121+'), 0) AS over_120,
        count(*) filter (where adjudications = 0 and insurance_balance > 0) AS lines_never_answered,
        coalesce(sum(insurance_balance) filter (where adjudications = 0), 0) AS never_answered
    from receivable
    where selected(cut_no, dos, submit_date, answer_date, $filter)
),
charged as (
    select coalesce(sum(charge), 0) AS charges, date_diff('day', min(dos), max(dos)) + 1 AS days
    from episode
    where not is_void and selected(cut_no, dos, submit_date, answer_date, $filter)
)
select o.*, o.insurance + o.patient AS total, c.charges, c.days,
    case when c.charges > 0 then round((o.insurance + o.patient) / (c.charges / c.days), 1) end AS days_in_ar,
    case when o.insurance + o.patient > 0 then (o.to_120 + o.over_120) / (o.insurance + o.patient) end AS over_90_share,
    case when o.insurance + o.patient > 0 then o.over_120 / (o.insurance + o.patient) end AS over_120_share
from owed AS o
cross join charged AS c
