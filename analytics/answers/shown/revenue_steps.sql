-- one row per step of the revenue ledger, from earned to collected, in dollars of allowed amount
-- inputs: ledger_line
-- kind: earned | lost | lawful | open | other | collected; start and finish: where the step's bar begins and ends
with total as (
    select coalesce(sum(earned), 0) AS earned, coalesce(sum(above_expected), 0) AS above_expected,
        coalesce(sum(unbilled_units), 0) AS unbilled_units, coalesce(sum(denied), 0) AS denied,
        coalesce(sum(underpaid), 0) AS underpaid, coalesce(sum(statutory), 0) AS statutory,
        coalesce(sum(written_off), 0) AS written_off, coalesce(sum(open_insurance), 0) AS open_insurance,
        coalesce(sum(open_patient), 0) AS open_patient, coalesce(sum(collected), 0) AS collected,
        coalesce(sum(unexplained), 0) AS unexplained
    from ledger_line
    where selected(cut_no, dos, submit_date, answer_date, $filter)
),
step as (
    select 1 AS place, 'earned' AS step, 'earned' AS kind, earned AS amount, earned AS change from total
    union all select 2, 'above_expected', 'other', above_expected, above_expected from total
    union all select 3, 'unbilled_units', 'lost', unbilled_units, -unbilled_units from total
    union all select 4, 'denied', 'lost', denied, -denied from total
    union all select 5, 'underpaid', 'lost', underpaid, -underpaid from total
    union all select 6, 'statutory', 'lawful', statutory, -statutory from total
    union all select 7, 'written_off', 'lost', written_off, -written_off from total
    union all select 8, 'open_insurance', 'open', open_insurance, -open_insurance from total
    union all select 9, 'open_patient', 'open', open_patient, -open_patient from total
    union all select 10, 'unexplained', 'other', unexplained, -unexplained from total
),
walked as (
    select *, sum(change) over (order by place) AS reached from step
    union all
    select 11, 'collected', 'collected', collected, 0, collected from total
)
select w.place, w.step, w.kind, w.amount,
    case when w.kind in ('earned', 'collected') then 0 else least(w.reached, w.reached - w.change) end AS start,
    w.amount / nullif(t.earned, 0) AS share_of_earned
from walked AS w
cross join total AS t
where w.kind in ('earned', 'collected') or w.amount <> 0 or w.kind = 'lost'
order by w.place
