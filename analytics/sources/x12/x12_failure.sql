-- one row per loaded line or claim of a batch that fails a check, with its difference
-- Balance, in exact cents: line SVC02 - its CAS = SVC03; claim CLP03 - CAS of both levels = CLP04; CLP05 = all PR of
-- both levels, except on a reversal. X12 005010X221A1, section 1.10.2; RFI 358, 2548, 2601. An amount that cannot be
-- read withholds the check (it is a reject). note: a claim that is over by its own adjustments, which are those of its
-- lines, says the same adjustments at both levels.
-- A reversal (status 22) takes back, so its amounts are below 0 and nothing else's are; difference: the amount that
-- breaks this rule. Both kinds are read as a reversal.
with adjusted as (
    select
        claim_key, line_key, sum(amount) as amount, count(*) - count(amount) as unread,
        sum(case when group_code = 'PR' then amount end) as patient_resp
    from x12_adjustment
    group by claim_key, line_key
),
adjusted_claim as (
    select claim_key, sum(amount) as amount, sum(unread) as unread, sum(patient_resp) as patient_resp
    from adjusted
    group by claim_key
),
line as (
    select
        line.payment_key, line.claim_key, line.sequence as line, line.row_no,
        case
            when coalesce(adjusted.unread, 0) = 0 then line.charge - coalesce(adjusted.amount, 0) - line.paid
        end as difference
    from x12_line as line
    left join adjusted on adjusted.line_key = line.line_key
    where line.fault is null
),
claim as (
    select
        claim.payment_key, claim.claim_key, claim.row_no, claim.status, claim.charge, claim.paid,
        case
            when coalesce(adjusted.unread, 0) = 0 then claim.charge - coalesce(adjusted.amount, 0) - claim.paid
        end as difference,
        case
            when claim.status = '22' or claim.charge < 0 then 0
            when claim.is_patient_unread or adjusted.unread > 0 then 0
            else coalesce(claim.patient_resp, 0) - coalesce(adjusted.patient_resp, 0)
        end as patient_difference
    from x12_claim as claim
    left join adjusted_claim as adjusted on adjusted.claim_key = claim.claim_key
    where claim.fault is null
),
coded as (
    select
        claim_key, group_code, carc,
        sum(case when line_key is null then amount end) as at_claim,
        sum(case when line_key is not null then amount end) as at_lines
    from x12_adjustment
    where claim_key in (select claim_key from claim where difference <> 0)
    group by claim_key, group_code, carc
),
repeated as (
    select claim_key, sum(at_claim) as amount
    from coded
    group by claim_key
    having bool_and(at_claim is null or at_claim is not distinct from at_lines)
),
failure as (
    select 'line_balance' as measure, payment_key, claim_key, line, row_no, difference, null::varchar as note
    from line where difference <> 0
    union all by name
    select
        'claim_balance' as measure, claim.payment_key, claim.claim_key, null as line, claim.row_no, claim.difference,
        case when repeated.claim_key is not null then 'the adjustments of its lines repeated' end as note
    from claim
    left join repeated on repeated.claim_key = claim.claim_key and repeated.amount = -claim.difference
    where difference <> 0
    union all by name
    select
        'patient_responsibility' as measure, payment_key, claim_key, null as line, row_no,
        patient_difference as difference
    from claim where patient_difference <> 0
    union all by name
    select
        'reversal_sign' as measure, payment_key, claim_key, null as line, row_no,
        coalesce(nullif(greatest(charge, 0), 0), paid) as difference
    from claim where status = '22' and (charge > 0 or paid > 0)
    union all by name
    select
        'reversal_sign' as measure, payment_key, claim_key, null as line, row_no,
        coalesce(nullif(least(charge, 0), 0), paid) as difference
    from claim where status is distinct from '22' and (charge < 0 or paid < 0)
)
select failure.*, claim.claim_id
from failure
join x12_claim as claim on claim.claim_key = failure.claim_key
