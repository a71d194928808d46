-- one row per event of a line episode, in time order: billed, answered, taken back, money moved for it outside claims
-- $episode: the episode's key, as text
-- event: billed | billed again | corrected | voided | paid | denied | patient_billed | ... (the answer's outcome) | taken back | money moved;
-- a patient's payment and a write-off of a billing file have no date and come last
with member as (
    select e.line_key, e.is_void, b.claim_id, b.line_no, b.submit_date, b.dos, b.charge, b.units, b.payer, b.patient_paid, b.written_off,
        b.claim_frequency, e.line_key = e.episode_key AS is_first, e.is_latest
    from episode_line AS e
    join billed_line AS b on b.line_key = e.line_key
    where e.episode_key = cast($episode AS bigint)
),
answer as (
    select a.*, p.payer_name, m.claim_id AS billed_claim, m.line_no AS billed_line
    from adjudication AS a
    join member AS m on m.line_key = a.line_key
    join remit_claim AS c on c.claim_key = a.claim_key
    join remit_payment AS p on p.payment_key = c.payment_key
),
event as (
    select 1 AS place, coalesce(submit_date, dos) AS day, case when is_void then 'voided' when is_first then 'billed'
            when claim_frequency = '7' then 'corrected' else 'billed again' end AS event,
        payer AS party, claim_id, line_no, charge AS amount, cast(null AS decimal(12, 2)) AS allowed, cast(null AS decimal(12, 2)) AS patient_resp,
        cast(null AS varchar) AS reason,
        plain(units) || case when units = 1 then ' unit' else ' units' end
            || case when submit_date is null then '; no submission date, so the date of service' else '' end AS note
    from member
    union all
    select 2, known_on, case when is_secondary then 'later payer: ' else '' end || outcome, payer_name, billed_claim, billed_line, paid, allowed,
        patient_resp, nullif(trim(coalesce(group_code || ' ', '') || coalesce(carc, '') || ' ' || array_to_string(remarks, ' ')), ''),
        concat_ws('; ', case when changed_cpt is not null then 'answered as ' || changed_cpt end,
            case when is_forwarded then 'forwarded to the next payer' end,
            case when remitted_lines > 1 then 'in ' || remitted_lines || ' parts' end,
            case when payment_date is null then 'no payment date' end)
    from answer
    union all
    select 3, reversed_on, 'taken back', payer_name, billed_claim, billed_line, -paid, null, null, null, 'cancels the answer of ' || known_on
    from answer
    where not is_standing
    union all
    select 4, w.payment_date, 'money moved', w.payer, w.claim_id, null, w.amount, null, null, w.reason, w.kind
    from money_moved AS w
    where w.claim_key in (select claim_key from answer)
    union all
    select 5, null, 'patient paid', 'patient', claim_id, line_no, patient_paid, null, null, null, 'no date in a billing file'
    from member
    where is_latest and patient_paid <> 0
    union all
    select 6, null, 'written off', 'practice', claim_id, line_no, written_off, null, null, null, 'no date in a billing file'
    from member
    where is_latest and written_off <> 0
)
select day, event, party, claim_id, line_no, amount, allowed, patient_resp, reason, nullif(note, '') AS note
from event
order by day nulls last, place
