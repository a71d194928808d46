-- one row per claim (CLP) of a batch, loaded or not
-- Key: claim_key. fault says why a claim is not loaded: transaction (no ST before it), cut, id (no CLP01), amount (it
-- has no lines, so its own charge and paid are the row, and one cannot be read, as in x12_line); null = loaded.
-- is_suspect: it has a value for x12_reject to name. `cas` is its text from its first CAS on.
with claim as (
    select
        *,
        string_split(x12_head(text, '~'), '*') as clp,
        string_split(x12_rest(text, '~NM1*QC*'), '*') as patient,
        string_split(x12_rare(text, '~NM1*IL*'), '*') as subscriber,
        string_split(x12_rare(text, '~NM1*74*'), '*') as corrected,
        string_split(x12_rest(text, '~NM1*82*'), '*') as rendering,
        x12_first(text, '~DTM*232*') as from_text,
        x12_first(text, '~DTM*233*') as to_text,
        x12_rare_first(text, '~DTM*050*') as received_text,
        string_split(x12_rare(text, '~MIA*'), '*') as mia,
        string_split(x12_rare(text, '~MOA*'), '*') as moa
    from x12_piece
    join x12_place using (file_id, transaction, claim, piece)
    join x12_batch using (file_id)
    where is_claim
),
read as (
    select
        *,
        x12_amount(clp[3]) as charge,
        x12_amount(clp[4]) as paid,
        x12_amount(clp[5]) as patient_resp,
        x12_date(from_text) as statement_from,
        x12_date(to_text) as statement_to,
        x12_date(received_text) as received_date
    from claim
),
judged as (
    select
        *,
        patient_resp is null and clp[5] <> '' as is_patient_unread,
        case
            when contains(clp[1], chr(26)) then 'cut'
            when payment_row is null then 'transaction'
            when x12_text(clp[1]) is null then 'id'
            when lines > 0 then null
            when len(clp) < 4 then 'amount'
            when (charge is null and trim(clp[3]) <> '') or (paid is null and trim(clp[4]) <> '') then 'amount'
        end as fault
    from read
)
select
    (file_id::bigint << 32) + row_no as claim_key,
    (file_id::bigint << 32) + payment_row as payment_key,
    file_id, row_no, transaction, claim,
    claim + case when transaction = 1 then open_claims else 0 end as sequence,
    lines, fault,
    fault is not null or charge is null or paid is null or is_patient_unread
    or (statement_from is null and from_text <> '')
    or (statement_to is null and to_text <> '')
    or (received_date is null and received_text <> '') as is_suspect,
    is_patient_unread,
    x12_text(clp[1]) as claim_id,
    x12_text(clp[2]) as status,
    charge, paid, patient_resp,
    x12_text(clp[6]) as filing_code,
    x12_text(clp[7]) as payer_claim_id,
    x12_text(clp[8]) as facility_code,
    x12_text(clp[9]) as frequency,
    x12_text(patient[2]) as patient_last,
    x12_text(patient[3]) as patient_first,
    x12_text(patient[8]) as patient_member_id,
    x12_text(x12_first(text, '~REF*EA*')) as patient_record_id,
    -- the payer's correction of the insured (74) names the subscriber where no IL was sent
    coalesce(x12_text(subscriber[8]), x12_text(corrected[8])) as subscriber_member_id,
    nullif(concat_ws(', ', x12_text(rendering[2]), x12_text(rendering[3])), '') as rendering_name,
    case when rendering[7] = 'XX' then x12_text(rendering[8]) end as rendering_npi,
    x12_text(x12_rare_first(text, '~REF*F8*')) as original_reference,
    statement_from, statement_to, received_date,
    -- MIA05, MIA20 to 23 and MOA03 to 07
    case
        when len(mia) < 5 and len(moa) < 3 then []
        else list_filter(mia[5:5] || mia[20:23] || moa[3:7], lambda code: code <> '')
    end as remarks,
    substr(text, nullif(instr(text, '~CAS*'), 0)) as cas
from judged
