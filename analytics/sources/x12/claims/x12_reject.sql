-- one row per value of a batch that could not be read, and per claim or line that is not loaded
-- fault: the key of x12_fault. row_no is the segment the value stands in.
with line as (
    select * from x12_line where fault is distinct from 'cut'
),
claim as (
    select claim.*, piece.text
    from x12_claim as claim
    join x12_piece as piece
        on piece.file_id = claim.file_id and piece.transaction = claim.transaction
        and piece.level = claim.level and piece.claim = claim.claim and piece.piece = 0
    where claim.fault is distinct from 'cut'
        and (
            claim.fault is not null or claim.charge is null
            or (claim.patient_paid_text <> '' and claim.patient_paid is null)
            or (claim.onset_text <> '' and claim.onset_date is null)
        )
),
adjusted as (
    select bad.*, coalesce(payment.text, payer.text, '') as text
    from x12_adjustment as bad
    left join x12_payer as payer
        on bad.line_key is null and payer.claim_key = bad.claim_key and payer.sequence = bad.payer_sequence
    left join x12_prior_payment as payment
        on payment.line_key = bad.line_key and payment.sequence = bad.payer_sequence
    where bad.amount is null or (bad.quantity_text <> '' and bad.quantity is null)
),
adjustment as (
    -- the text before the CAS tells how many segments below its payer it stands
    select
        *,
        owner_row + case
            when payer_sequence is null then 0
            else 1 + x12_marks(array_to_string(string_split(text, '~CAS*')[1:segment], '~CAS*'))
        end as row_no
    from adjusted
),
loop as (
    select party.*, level.row_no, level.dob_text, level.dob_row
    from x12_party as party
    join x12_level as level
        on level.file_id = party.file_id and level.transaction = party.transaction and level.level = party.level
    join x12_batch as batch on batch.file_id = party.file_id and level.row_no >= batch.start_row
),
bad as (
    select
        piece.file_id, place.row_no, 'ST01' as column_name, split_part(piece.text[1:60], '*', 1) as value,
        'other' as fault
    from x12_piece as piece
    join x12_place as place using (file_id, transaction, level, claim, piece)
    where level = 0 and claim = 0 and piece = 0 and transaction > 1 and not piece.is_837p
        -- remittances and acknowledgements have readers of their own
        and not starts_with(piece.text, '835*')
        and not regexp_matches(piece.text[1:60], '^277[*][^*~]*[*][0-9]*X214')
    union all by name
    select file_id, row_no, 'HL02' as column_name, parent_hl as value, 'parent' as fault from loop where is_guessed
    union all by name
    select loop.file_id, loop.row_no, 'HL03' as column_name, loop.code as value, 'subscriber' as fault
    from loop
    where loop.code is distinct from '22' and loop.code is distinct from '23'
        and exists (
            from x12_claim as claim
            where claim.file_id = loop.file_id and claim.transaction = loop.transaction and claim.level = loop.level
        )
    union all by name
    select file_id, dob_row as row_no, 'DMG02' as column_name, dob_text as value, 'date' as fault
    from loop where dob_text <> '' and dob is null
    union all by name
    select file_id, row_no, 'CLM' as column_name, null as value, fault
    from x12_claim where fault in ('cut', 'transaction')
    union all by name
    select file_id, row_no, 'CLM01' as column_name, null as value, fault from claim where fault = 'id'
    union all by name
    select file_id, row_no, 'CLM' as column_name, null as value, 'lines' as fault
    from x12_claim where fault is null and claim_key not in (select claim_key from x12_loaded)
    union all by name
    select file_id, row_no, 'CLM02' as column_name, charge_text as value, 'amount' as fault
    from claim where charge is null
    union all by name
    select
        file_id, row_no + x12_distance(text, '~AMT*F5*') as row_no, 'AMT02' as column_name,
        patient_paid_text as value, 'amount' as fault
    from claim where patient_paid_text <> '' and patient_paid is null
    union all by name
    select
        file_id, row_no + x12_distance(text, '~DTP*431*') as row_no, 'DTP03' as column_name,
        onset_text as value, 'date' as fault
    from claim where onset_text <> '' and onset_date is null
    union all by name
    select file_id, row_no, 'SV1' as column_name, null as value, fault from x12_line where fault in ('cut', 'claim')
    union all by name
    select file_id, row_no, 'SV101' as column_name, null as value, 'code' as fault from line where code is null
    union all by name
    select file_id, row_no, 'SV102' as column_name, charge_text as value, 'amount' as fault
    from line where charge is null
    union all by name
    select file_id, row_no, 'SV103' as column_name, unit as value, 'measure' as fault
    from line where unit not in ('UN', 'MJ')
    union all by name
    select
        file_id, row_no, 'SV104' as column_name, quantity_text as value,
        case when x12_text(quantity_text) is null then 'no_units' else 'units' end as fault
    from line where quantity is null
    union all by name
    select
        file_id, service_row as row_no, 'DTP03' as column_name, service_text as value,
        case when x12_text(service_text) is null then 'no_date' else 'date' end as fault
    from line where is_undated
    union all by name
    select file_id, row_no, 'SVD02' as column_name, paid_text as value, 'amount' as fault
    from x12_prior_payment where paid is null
    union all by name
    select file_id, row_no, 'SVD05' as column_name, units_text as value, 'units' as fault
    from x12_prior_payment where units_text <> '' and units is null
    union all by name
    select
        file_id, row_no + x12_distance(text, '~DTP*573*') as row_no, 'DTP03' as column_name,
        paid_date_text as value, 'date' as fault
    from x12_prior_payment where paid_date_text <> '' and paid_date is null
    union all by name
    select
        file_id, row_no + x12_distance(text, '~DTP*573*') as row_no, 'DTP03' as column_name,
        paid_date_text as value, 'date' as fault
    from x12_payer where paid_date_text <> '' and paid_date is null
    union all by name
    select
        file_id, row_no + x12_distance(text, '~AMT*D*') as row_no, 'AMT02' as column_name,
        paid_text as value, 'amount' as fault
    from x12_payer where paid_text <> '' and paid is null
    union all by name
    select
        file_id, row_no + x12_distance(text, '~AMT*EAF*') as row_no, 'AMT02' as column_name,
        patient_resp_text as value, 'amount' as fault
    from x12_payer where patient_resp_text <> '' and patient_resp is null
    union all by name
    select
        file_id, row_no, format('CAS{:02d}', 3 + 3 * triplet) as column_name, amount_text as value, 'amount' as fault
    from adjustment where amount is null
    union all by name
    select
        file_id, row_no, format('CAS{:02d}', 4 + 3 * triplet) as column_name, quantity_text as value, 'units' as fault
    from adjustment where quantity_text <> '' and quantity is null
    union all by name
    select file_id, row_no, column_name, null as value, 'cut' as fault from x12_cut
)
select file_id, row_no, column_name, x12_text(value) as value, fault
from bad
