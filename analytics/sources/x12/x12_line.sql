-- one row per service line (SVC) of a batch, loaded or not, with the raw text of what may be unreadable
-- Key: line_key. fault says why a line is not loaded: cut, claim (it stands outside a claim, or its claim is not
-- loaded), amount (charge or paid is unreadable, or the segment ends before them); null = loaded. An amount left empty
-- in its place is unknown, not unreadable: the line is loaded without it, and a reject says so.
with line as (
    select
        *,
        split_part(text, '~', 1) as svc_text,
        string_split(split_part(text, '~', 1), '*') as svc,
        x12_first(text, '~DTM*472*') as service_text,
        x12_rare_first(text, '~DTM*150*') as start_text,
        x12_rare_first(text, '~DTM*151*') as end_text,
        x12_first(text, '~AMT*B6*') as allowed_text
    from x12_piece
    join x12_place using (file_id, transaction, claim, piece)
    where is_line
),
composed as (
    select
        *,
        string_split(svc[1], ':') as procedure,
        case when svc[6] <> '' then string_split(svc[6], ':') end as submitted
    from line
),
read as (
    select
        *,
        x12_amount(svc[2]) as charge,
        x12_amount(svc[3]) as paid,
        x12_date(service_text) as service_date,
        case when start_text <> '' then x12_date(start_text) end as start_date,
        case when end_text <> '' then x12_date(end_text) end as end_date
    from composed
)
select
    (read.file_id::bigint << 32) + read.row_no as line_key,
    claim.claim_key,
    (read.file_id::bigint << 32) + read.payment_row as payment_key,
    read.file_id,
    read.row_no,
    read.transaction,
    read.claim,
    read.piece as sequence,
    case
        when contains(svc_text, chr(26)) then 'cut'
        when claim.claim_key is null or claim.fault is not null then 'claim'
        when len(svc) < 3 then 'amount'
        when (read.charge is null and trim(svc[2]) <> '') or (read.paid is null and trim(svc[3]) <> '') then 'amount'
    end as fault,
    -- some senders leave out the qualifier: a lone component is the code
    x12_text(case when len(procedure) > 1 then procedure[2] else procedure[1] end) as code,
    x12_filled(svc[1], procedure[3:6]) as modifiers,
    x12_text(case when len(submitted) > 1 then submitted[2] else submitted[1] end) as submitted_code,
    x12_filled(svc[6], submitted[3:6]) as submitted_modifiers,
    read.charge,
    read.paid,
    -- an absent SVC05 is one unit; an absent SVC07 is as many as SVC05, which the reader of the table decides
    case when x12_text(svc[5]) is null then 1 else x12_quantity(svc[5]) end as units,
    case when svc[7] <> '' then x12_quantity(svc[7]) end as submitted_units,
    coalesce(x12_text(svc[4]), case when procedure[1] = 'NU' then x12_text(procedure[2]) end) as revenue_code,
    x12_text(x12_first(text, '~REF*6R*')) as line_control,
    coalesce(service_date, start_date, claim.statement_from) as dos,
    case
        when service_date is null and start_date is null then coalesce(claim.statement_to, claim.statement_from)
        else coalesce(end_date, service_date, start_date)
    end as dos_to,
    x12_amount(allowed_text) as allowed,
    case
        when contains(text, '~LQ*HE*')
            then list_transform(string_split(text, '~LQ*HE*')[2:], lambda rest: regexp_extract(rest, '^[^*~]*'))
        else []
    end as remarks,
    svc[2] as charge_text,
    svc[3] as paid_text,
    svc[5] as units_text,
    svc[7] as submitted_units_text,
    service_text, start_text, end_text, allowed_text,
    case when contains(text, '~CAS*') then string_split(text, '~CAS*')[2:] end as cas
from read
left join x12_claim as claim
    on claim.file_id = read.file_id and claim.transaction = read.transaction and claim.claim = read.claim
