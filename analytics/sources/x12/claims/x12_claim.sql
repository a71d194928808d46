-- one row per claim (CLM) of a batch, loaded or not, with the raw text of what may be unreadable
-- Key: claim_key. fault says why a claim is not loaded: transaction (no ST before it), cut, id (no CLM01), missing (it
-- has no lines, so its charge is the row, and there is none); null = loaded, unless all of its lines are rejected.
-- The claim's own segments end where the first other payer (SBR, loop 2320) starts.
with claim as (
    select
        piece.file_id, transaction, level, claim, lines, st_row, row_no, sequence,
        x12_head(text, '~') as clm_text,
        x12_head(text, '~SBR*') as own,
        case when contains(text, '~SBR*') then string_split(text, '~SBR*')[2:] end as other_payers
    from x12_piece as piece
    join x12_place using (file_id, transaction, level, claim, piece)
    where is_claim
),
split as (
    select
        *,
        string_split(clm_text, '*') as clm,
        string_split(x12_rest(own, '~NM1*82*'), '*') as rendering,
        string_split(x12_rare(own, '~NM1*DQ*'), '*') as supervising,
        string_split(
            case when contains(own, '~NM1*DN*') then x12_rest(own, '~NM1*DN*') else x12_rare(own, '~NM1*P3*') end, '*'
        ) as referring,
        case
            when contains(own, '~HI*')
                then flatten(list_transform(x12_every(own, '~HI*'), lambda codes: string_split(codes, '*')))
            else []
        end as diagnoses,
        x12_rare_first(own, '~AMT*F5*') as patient_paid_text,
        split_part(x12_rare(own, '~DTP*431*'), '*', 2) as onset_text
    from claim
),
read as (
    select
        *,
        string_split(clm[5], ':') as place,
        -- the amount of a claim that breaks off may have lost its end
        case when not contains(clm_text, chr(26)) then x12_amount(clm[2]) end as charge
    from split
)
select
    (file_id::bigint << 32) + row_no as claim_key,
    file_id, row_no, st_row, transaction, level, claim, sequence, lines,
    case
        when contains(clm_text, chr(26)) then 'cut'
        when st_row is null then 'transaction'
        when x12_text(clm[1]) is null then 'id'
        when lines = 0 and x12_text(clm[2]) is null then 'missing'
    end as fault,
    x12_text(clm[1]) as claim_id,
    charge,
    x12_text(place[1]) as pos,
    x12_text(place[3]) as frequency,
    x12_reference(own, '~REF*F8*') as original_reference,
    x12_reference(own, '~REF*G1*') as auth_number,
    x12_reference(own, '~REF*9F*') as referral_number,
    x12_name(rendering) as rendering_name,
    x12_npi(rendering) as rendering_npi,
    x12_name(supervising) as supervising_name,
    x12_npi(supervising) as supervising_npi,
    x12_name(referring) as referring_name,
    x12_npi(referring) as referring_npi,
    list_filter(
        list_transform(
            -- the principal diagnosis first
            list_filter(diagnoses, lambda code: split_part(code, ':', 1) in ('ABK', 'BK'))
            || list_filter(diagnoses, lambda code: split_part(code, ':', 1) in ('ABF', 'BF')),
            lambda code: upper(trim(split_part(code, ':', 2)))
        ),
        lambda code: code <> ''
    ) as dx,
    x12_amount(patient_paid_text) as patient_paid,
    x12_from(onset_text) as onset_date,
    x12_notes(own) as note_text,
    clm[2] as charge_text,
    patient_paid_text, onset_text,
    row_no + x12_marks(own) + 1 as payers_row,
    other_payers,
    case when contains(own, '~CAS*') then string_split(own, '~CAS*')[2:] end as cas
from read
