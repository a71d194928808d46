-- one row per service line (SVC) of a batch, loaded or not
-- Key: line_key. fault says why a line is not loaded: cut, claim (it stands outside a claim, or its claim is not
-- loaded), amount (charge or paid is unreadable, or the segment ends before them); null = loaded. An amount left empty
-- in its place is unknown, not unreadable: the line is loaded without it, and a reject says so.
-- is_suspect: it has a value for x12_reject to name. `cas` is its text from its first CAS on.
with line as (
    select
        *,
        x12_head(text, '~') as svc_text,
        x12_head(x12_rest(text, '~DTM*472*'), '*') as service_text,
        x12_head(x12_rest(text, '~AMT*B6*'), '*') as allowed_text,
        x12_head(x12_rest(text, '~REF*6R*'), '*') as control_text,
        contains(text, '~DTM*15') as has_range,
        case when contains(text, '~LQ*HE*') then string_split(text, '~LQ*HE*')[2:] end as remarks,
        substr(text, nullif(instr(text, '~CAS*'), 0)) as cas
    from x12_piece
    join x12_place using (file_id, transaction, claim, piece)
    where is_line
),
composed as (
    select
        *,
        string_split(svc_text, '*') as svc,
        case when has_range then x12_first(text, '~DTM*150*') else '' end as start_text,
        case when has_range then x12_first(text, '~DTM*151*') else '' end as end_text
    from line
),
read as (
    select
        *,
        x12_amount(svc[2]) as charge,
        x12_amount(svc[3]) as paid,
        string_split(svc[1], ':') as procedure,
        case when svc[6] <> '' then string_split(svc[6], ':') end as submitted,
        -- an absent SVC05 is one unit; an absent SVC07 is as many as SVC05, which the reader of the table decides
        case when x12_text(svc[5]) is null then 1 else x12_quantity(svc[5]) end as units,
        case when svc[7] <> '' then x12_quantity(svc[7]) end as submitted_units,
        x12_date(service_text) as service_date,
        case when has_range then x12_date(start_text) end as start_date,
        case when has_range then x12_date(end_text) end as end_date,
        x12_amount(allowed_text) as allowed
    from composed
),
judged as (
    select
        read.*,
        -- some senders leave out the qualifier: a lone component is the code
        x12_text(case when len(procedure) > 1 then procedure[2] else procedure[1] end) as code,
        claim.claim_key, claim.statement_from, claim.statement_to,
        case
            when contains(svc_text, chr(26)) then 'cut'
            when claim.claim_key is null or claim.fault is not null then 'claim'
            when len(svc) < 3 then 'amount'
            when (read.charge is null and trim(svc[2]) <> '') or (read.paid is null and trim(svc[3]) <> '')
                then 'amount'
        end as fault
    from read
    left join x12_claim as claim
        on claim.file_id = read.file_id and claim.transaction = read.transaction and claim.claim = read.claim
)
select
    (file_id::bigint << 32) + row_no as line_key,
    claim_key,
    (file_id::bigint << 32) + payment_row as payment_key,
    file_id, row_no, transaction, claim,
    piece as sequence,
    fault,
    fault is not null or charge is null or paid is null or code is null or units is null
    or (submitted_units is null and coalesce(svc[7], '') <> '')
    or (allowed is null and allowed_text <> '')
    or (service_date is null and service_text <> '')
    or (start_date is null and start_text <> '')
    or (end_date is null and end_text <> '')
    -- segments of a claim behind its first line (x12_reject says which)
    or regexp_matches(text, '~(NM1|MIA|MOA|DTM[*](232|233|050)|REF[*](EA|F8))[*]') as is_suspect,
    code,
    x12_filled(svc[1], procedure[3:6]) as modifiers,
    case
        when submitted is not null then x12_text(case when len(submitted) > 1 then submitted[2] else submitted[1] end)
    end as submitted_code,
    case when submitted is not null then x12_filled(svc[6], submitted[3:6]) end as submitted_modifiers,
    charge, paid, units, submitted_units,
    coalesce(x12_text(svc[4]), case when procedure[1] = 'NU' then x12_text(procedure[2]) end) as revenue_code,
    x12_text(control_text) as line_control,
    coalesce(service_date, start_date, statement_from) as dos,
    case
        when service_date is null and start_date is null then coalesce(statement_to, statement_from)
        else coalesce(end_date, service_date, start_date)
    end as dos_to,
    allowed,
    -- LQ is the last segment of a line: mostly there is nothing to cut off
    case
        when remarks is null then []
        when regexp_matches(array_to_string(remarks, ''), '[*~a-z]')
            then list_transform(remarks, lambda rest: upper(regexp_extract(rest, '^[^*~]*')))
        else remarks
    end as remarks,
    cas
from judged
