-- one row per service line (SV1) of a batch, loaded or not, with the raw text of what may be unreadable
-- Key: line_key. fault says why a line is not loaded: cut, claim (it stands outside a claim, or its claim is not
-- loaded), missing (no charge), code (no procedure code); null = loaded. The line's own segments end where the first
-- adjudication by another payer (SVD, loop 2430) starts.
with line as (
    select
        piece.file_id, transaction, level, claim, piece.piece, row_no, line_no,
        x12_head(text, '~') as sv1_text,
        x12_head(text, '~SVD*') as own,
        case when contains(text, '~SVD*') then string_split(text, '~SVD*')[2:] end as payments
    from x12_piece as piece
    join x12_place using (file_id, transaction, level, claim, piece)
    where is_line
),
split as (
    select
        *,
        string_split(sv1_text, '*') as sv1,
        split_part(x12_rest(own, '~DTP*472*'), '*', 2) as service_text,
        string_split(x12_rare(own, '~NM1*82*'), '*') as rendering,
        string_split(x12_rare(own, '~NM1*DQ*'), '*') as supervising
    from line
),
read as (
    select
        *,
        string_split(sv1[1], ':') as procedure,
        upper(coalesce(x12_text(sv1[3]), 'UN')) as unit,
        x12_quantity(sv1[4]) as quantity,
        x12_from(service_text) as dos,
        x12_to(service_text) as dos_to
    from split
),
coded as (
    -- some senders leave out the qualifier: a lone component is the code
    select *, x12_text(case when len(procedure) > 1 then procedure[2] else procedure[1] end) as code from read
)
select
    (line.file_id::bigint << 32) + line.row_no as line_key,
    parent.claim_key,
    line.file_id, line.row_no, line.transaction, line.level, line.claim,
    line.piece as sequence,
    case
        when contains(sv1_text, chr(26)) then 'cut'
        when parent.claim_key is null or parent.fault is not null then 'claim'
        when x12_text(sv1[2]) is null then 'missing'
        when code is null then 'code'
    end as fault,
    line.line_no,
    x12_text(x12_first(own, '~REF*6R*')) as line_control,
    code,
    x12_filled(sv1[1], procedure[3:6]) as modifiers,
    -- the amount of a line that breaks off may have lost its end
    case when not contains(sv1_text, chr(26)) then x12_amount(sv1[2]) end as charge,
    case when unit = 'UN' then quantity end as units,
    case when unit = 'MJ' then quantity end as minutes,
    x12_text(sv1[5]) as pos,
    list_filter(string_split(coalesce(sv1[7], ''), ':'), lambda pointer: pointer <> '') as dx_pointers,
    dos,
    coalesce(dos_to, dos) as dos_to,
    x12_name(rendering) as rendering_name,
    x12_npi(rendering) as rendering_npi,
    x12_name(supervising) as supervising_name,
    x12_npi(supervising) as supervising_npi,
    x12_reference(own, '~REF*G1*') as auth_number,
    x12_notes(own) as note_text,
    sv1[2] as charge_text,
    unit,
    sv1[4] as quantity_text,
    quantity,
    service_text,
    dos is null or dos_to is null as is_undated,
    line.row_no + case when contains(own, '~DTP*472*') then x12_distance(own, '~DTP*472*') else 0 end as service_row,
    line.row_no + x12_marks(own) + 1 as payments_row,
    payments,
    case when contains(own, '~CAS*') then string_split(own, '~CAS*')[2:] end as cas
from coded as line
left join x12_claim as parent
    on parent.file_id = line.file_id and parent.transaction = line.transaction
    and parent.level = line.level and parent.claim = line.claim
