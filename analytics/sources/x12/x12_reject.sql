-- one row per value of a batch that could not be read, and per line that is not loaded for its claim's sake
-- fault: the key of x12_fault. row_no is the segment the value stands in, found only for the few that are bad.
with dated as (
    -- a bad date becomes null, its line or claim stays
    select file_id, row_no, transaction, claim, 0 as piece, unnest([
        struct_pack(start := '~DTM*232*', value := from_text),
        struct_pack(start := '~DTM*233*', value := to_text),
        struct_pack(start := '~DTM*050*', value := received_text)
    ], recursive := true)
    from x12_claim
    where (from_text <> '' and x12_date(from_text) is null)
        or (to_text <> '' and x12_date(to_text) is null)
        or (received_text <> '' and x12_date(received_text) is null)
    union all by name
    select file_id, row_no, transaction, claim, sequence as piece, unnest([
        struct_pack(start := '~DTM*472*', value := service_text),
        struct_pack(start := '~DTM*150*', value := start_text),
        struct_pack(start := '~DTM*151*', value := end_text)
    ], recursive := true)
    from x12_line
    where (service_text <> '' and x12_date(service_text) is null)
        or (start_text <> '' and x12_date(start_text) is null)
        or (end_text <> '' and x12_date(end_text) is null)
),
adjusted as (
    -- the text before the CAS tells how many segments below its CLP or SVC it stands
    select
        bad.*,
        bad.owner_row + 1 + x12_marks(array_to_string(string_split(text, '~CAS*')[1:bad.segment], '~CAS*')) as row_no
    from x12_adjustment as bad
    join x12_piece as piece using (file_id, transaction, claim, piece)
    where bad.amount is null or (bad.quantity_text <> '' and bad.quantity is null)
),
bad as (
    select file_id, row_no, 'ST01' as column_name, split_part(text, '*', 1) as value, 'transaction' as fault
    from x12_piece join x12_place using (file_id, transaction, claim, piece)
    where claim = 0 and piece = 0 and transaction > 1 and not is_835
    union all by name
    select file_id, row_no, 'CLP' as column_name, null as value, fault
    from x12_claim where fault in ('cut', 'transaction')
    union all by name
    select file_id, row_no, 'CLP01' as column_name, null as value, fault from x12_claim where fault = 'id'
    union all by name
    select file_id, row_no, 'CLP03' as column_name, charge_text as value, 'amount' as fault
    from x12_claim where charge is null and fault is distinct from 'cut'
    union all by name
    select file_id, row_no, 'CLP04' as column_name, paid_text as value, 'amount' as fault
    from x12_claim where paid is null and fault is distinct from 'cut'
    union all by name
    select file_id, row_no, 'CLP05' as column_name, patient_resp_text as value, 'amount' as fault
    from x12_claim where patient_resp is null and patient_resp_text <> '' and fault is distinct from 'cut'
    union all by name
    select file_id, row_no, 'SVC' as column_name, null as value, fault
    from x12_line where fault in ('cut', 'claim')
    union all by name
    select file_id, row_no, 'SVC01' as column_name, null as value, 'code' as fault
    from x12_line where code is null and fault is distinct from 'cut'
    union all by name
    select file_id, row_no, 'SVC02' as column_name, charge_text as value, 'amount' as fault
    from x12_line where charge is null and fault is distinct from 'cut'
    union all by name
    select file_id, row_no, 'SVC03' as column_name, paid_text as value, 'amount' as fault
    from x12_line where paid is null and fault is distinct from 'cut'
    union all by name
    select file_id, row_no, 'SVC05' as column_name, units_text as value, 'units' as fault
    from x12_line where units is null and fault is distinct from 'cut'
    union all by name
    select file_id, row_no, 'SVC07' as column_name, submitted_units_text as value, 'units' as fault
    from x12_line where submitted_units is null and submitted_units_text <> '' and fault is distinct from 'cut'
    union all by name
    select
        x12_line.file_id, row_no + x12_distance(text, '~AMT*B6*') as row_no, 'AMT02' as column_name,
        allowed_text as value, 'amount' as fault
    from x12_line
    join x12_piece as piece
        on piece.file_id = x12_line.file_id and piece.transaction = x12_line.transaction
        and piece.claim = x12_line.claim and piece.piece = x12_line.sequence
    where allowed is null and allowed_text <> ''
    union all by name
    select file_id, row_no + x12_distance(text, start) as row_no, 'DTM02' as column_name, value, 'date' as fault
    from dated join x12_piece as piece using (file_id, transaction, claim, piece)
    where value <> '' and x12_date(value) is null
    union all by name
    select
        file_id, row_no, format('CAS{:02d}', 3 + 3 * triplet) as column_name, amount_text as value, 'amount' as fault
    from adjusted where amount is null
    union all by name
    select
        file_id, row_no, format('CAS{:02d}', 4 + 3 * triplet) as column_name, quantity_text as value, 'units' as fault
    from adjusted where quantity_text <> '' and quantity is null
    union all by name
    -- the segment a file breaks off in, where it is no claim and no line
    select
        file_id,
        row_no + ordinal - case when transaction = 1 and claim = 0 and piece = 0 then 2 else 1 end as row_no,
        split_part(segment[2:], '*', 1) as column_name, null as value, 'cut' as fault
    from (
        select *, unnest(segments) as segment, generate_subscripts(segments, 1) as ordinal
        from (
            select file_id, row_no, transaction, claim, piece, string_split(text, '~') as segments
            from x12_piece join x12_place using (file_id, transaction, claim, piece)
            where contains(text, chr(26))
        )
    )
    where starts_with(segment, chr(26)) and ordinal > 1
)
select file_id, row_no, column_name, x12_text(value) as value, fault
from bad
