-- one row per check of a remittance that failed: a line, a claim, a payment or an envelope that does not add up
-- inputs: control_total, deposit, remit_payment, input_file
-- Only the filter's payers and classes apply; a check of a whole file has no payer and is shown without a choice of them only.
-- Such data is loaded and flagged, never corrected. Checks of payments that are duplicates are left out: their copy counts.
with failed as (
    select row_number() over () AS place, file_id, measure, reference, difference,
        nullif(regexp_extract(reference, '^(ST .*?)( claim .*|: .*)?$', 1), '') AS payment_reference,
        nullif(regexp_extract(reference, ' claim (.*?)( line \d+)?(: .*)?$', 1), '') AS claim_id,
        try_cast(nullif(regexp_extract(reference, ' line (\d+)(: .*)?$', 1), '') AS integer) AS line_no
    from control_total
    where loaded is null
),
payment as (
    select p.file_id, concat_ws(' ', 'ST', p.transaction_control, 'trace ' || p.trace_number) AS payment_reference,
        bool_and(p.is_duplicate) AS is_duplicate, any_value(d.payer) AS payer, any_value(d.payment_date) AS payment_date,
        any_value(p.trace_number) AS trace_number
    from remit_payment AS p
    left join deposit AS d on d.payment_key = p.payment_key
    where p.file_id in (select file_id from failed)
    group by all
)
select p.payer, p.payment_date, p.trace_number, f.measure, f.claim_id, f.line_no, f.difference,
    case f.measure
        when 'line_balance' then 'Charge less adjustments is not what the line says was paid.'
        when 'claim_balance' then 'Charge less all adjustments is not what the claim says was paid.'
            || case when f.reference like '%: the adjustments of its lines repeated'
                then ' The claim repeats the adjustments of its lines.' else '' end
        when 'payment_balance' then 'Claims and money moved outside them are not what was paid: something is missing or wrong.'
        when 'patient_responsibility' then 'The patient''s share of the claim is not the sum of its patient adjustments.'
        when 'reversal_sign' then 'A reversal has amounts above zero, or another claim has some below: read as a reversal.'
        when 'segment_count' then 'The transaction has more or fewer segments than it says: it may be cut off.'
        when 'control_number' then 'A control number is used twice, or closes another envelope than it opened.'
        else 'The envelope of the file does not hold what it says: it may be cut off or joined.' end AS meaning,
    i.name AS file, f.reference
from failed AS f
join input_file AS i on i.file_id = f.file_id and i.kind = 'x12_835'
left join payment AS p on p.file_id = f.file_id and p.payment_reference = f.payment_reference
where not coalesce(p.is_duplicate, false) and selected_payer(p.payer, $filter)
order by case f.measure when 'payment_balance' then 0 when 'claim_balance' then 1 when 'line_balance' then 2 else 3 end,
    abs(f.difference) desc nulls last, i.name, f.place
