-- one row per loaded claim or line of a batch that fails a check, with its difference
-- Claim: CLM02 = sum of SV102. Line, per other payer: SV102 = its SVD02 + its CAS (X12 005010X222A1, section 1.4.4; a
-- line that the payer split or bundled has several SVD of one payer, which add up). In exact cents; an amount that is
-- missing or cannot be read withholds the check (it is a reject).
with line_sum as (
    select claim_key, sum(charge) as charge, count(*) filter (charge is null) as unread
    from x12_line
    where claim_key is not null
    group by claim_key
),
claim as (
    select
        claim.claim_key, claim.row_no, null as line, null as payer,
        claim.charge - coalesce(line_sum.charge, 0) as difference
    from x12_claim as claim
    left join line_sum using (claim_key)
    where coalesce(line_sum.unread, 0) = 0
),
adjusted as (
    select line_key, payer_sequence, sum(amount) as amount, count(*) filter (amount is null) as unread
    from x12_adjustment
    where line_key is not null and payer_sequence is not null
    group by line_key, payer_sequence
),
adjudicated as (
    select
        payment.line_key, coalesce(payment.payer_id, '') as payer,
        sum(payment.paid + coalesce(adjusted.amount, 0)) as amount,
        count(*) filter (payment.paid is null or adjusted.unread > 0) as unread
    from x12_prior_payment as payment
    left join adjusted
        on adjusted.line_key = payment.line_key and adjusted.payer_sequence = payment.sequence
    group by payment.line_key, coalesce(payment.payer_id, '')
),
line as (
    select
        line.claim_key, line.row_no, line.sequence as line, adjudicated.payer,
        line.charge - adjudicated.amount as difference
    from adjudicated
    join x12_line as line using (line_key)
    where adjudicated.unread = 0
),
failure as (
    select 'claim_balance' as measure, claim_key, line, payer, row_no, difference from claim where difference <> 0
    union all by name
    select 'line_balance' as measure, claim_key, line, payer, row_no, difference from line where difference <> 0
)
select
    claim.file_id, failure.measure, failure.row_no, failure.difference,
    concat_ws(
        ' ', sent.reference, 'claim ' || claim.claim_id, 'line ' || failure.line,
        'payer ' || nullif(failure.payer, '')
    ) as reference
from failure
join x12_claim as claim using (claim_key)
join x12_loaded using (claim_key)
left join x12_transaction as sent on sent.file_id = claim.file_id and sent.row_no = claim.st_row
