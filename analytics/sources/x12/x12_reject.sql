-- one row per value of a batch that could not be read, and per line that is not loaded for its claim's sake
-- fault: the key of x12_fault. row_no is the segment the value stands in. Only what is suspect is read again, so that
-- the tables of the batch need not carry the raw text of every value.
with claim as (
    select
        claim.* exclude (cas), piece.text,
        string_split(x12_head(piece.text, '~'), '*') as clp,
        [
            struct_pack(start := '~DTM*232*', value := x12_first(piece.text, '~DTM*232*')),
            struct_pack(start := '~DTM*233*', value := x12_first(piece.text, '~DTM*233*')),
            struct_pack(start := '~DTM*050*', value := x12_first(piece.text, '~DTM*050*'))
        ] as dates
    from x12_claim as claim
    join x12_piece as piece
        on piece.file_id = claim.file_id and piece.transaction = claim.transaction
        and piece.claim = claim.claim and piece.piece = 0
    where claim.is_suspect
),
line as (
    select
        line.* exclude (cas), piece.text,
        string_split(x12_head(piece.text, '~'), '*') as svc,
        x12_first(piece.text, '~AMT*B6*') as allowed_text,
        [
            struct_pack(start := '~DTM*472*', value := x12_first(piece.text, '~DTM*472*')),
            struct_pack(start := '~DTM*150*', value := x12_first(piece.text, '~DTM*150*')),
            struct_pack(start := '~DTM*151*', value := x12_first(piece.text, '~DTM*151*'))
        ] as dates
    from x12_line as line
    join x12_piece as piece
        on piece.file_id = line.file_id and piece.transaction = line.transaction
        and piece.claim = line.claim and piece.piece = line.sequence
    where line.is_suspect
),
dated as (
    -- a bad date becomes null, its line or claim stays
    select file_id, row_no, text, unnest(dates, recursive := true) from claim
    union all by name
    select file_id, row_no, text, unnest(dates, recursive := true) from line
),
adjusted as (
    -- CAS segments of the claims and lines that have a bad one, each with its distance from its CLP or SVC
    select
        claim_key, line_key, segment,
        string_split(x12_head(text, '~'), '*') as elements,
        row_no + sum(x12_marks(text) + 1) over (
            partition by claim_key, line_key order by segment rows between unbounded preceding and 1 preceding
        ) as row_no
    from (
        select
            claim_key, line_key, row_no, unnest(texts) as text, generate_subscripts(texts, 1) - 1 as segment
        from (
            select claim.claim_key, null::bigint as line_key, claim.row_no, string_split(piece.text, '~CAS*') as texts
            from x12_claim as claim
            join x12_piece as piece
                on piece.file_id = claim.file_id and piece.transaction = claim.transaction
                and piece.claim = claim.claim and piece.piece = 0
            where claim.claim_key in (select claim_key from x12_adjustment where is_suspect and line_key is null)
            union all by name
            select line.claim_key, line.line_key, line.row_no, string_split(piece.text, '~CAS*') as texts
            from x12_line as line
            join x12_piece as piece
                on piece.file_id = line.file_id and piece.transaction = line.transaction
                and piece.claim = line.claim and piece.piece = line.sequence
            where line.line_key in (select line_key from x12_adjustment where is_suspect)
        )
    )
),
bad_adjustment as (
    select
        bad.file_id, adjusted.row_no::bigint as row_no, bad.amount, bad.quantity, bad.triplet,
        adjusted.elements[1] as group_text,
        adjusted.elements[3 + 3 * bad.triplet] as amount_text,
        adjusted.elements[4 + 3 * bad.triplet] as quantity_text
    from x12_adjustment as bad
    join adjusted
        on adjusted.claim_key = bad.claim_key and adjusted.line_key is not distinct from bad.line_key
        and adjusted.segment = bad.segment
    where bad.is_suspect
),
misplaced as (
    select file_id, row_no + ordinal - 1 as row_no, segment
    from (
        select file_id, row_no, unnest(segments) as segment, generate_subscripts(segments, 1) as ordinal
        from (select file_id, row_no, string_split(text, '~') as segments from line)
    )
    where ordinal > 1 and regexp_matches(segment, '^(NM1|MIA|MOA|DTM[*](232|233|050)|REF[*](EA|F8))[*]')
),
cut as (
    -- the segment a file breaks off in, where it is no claim and no line
    select
        file_id,
        row_no + ordinal - case when transaction = 1 and claim = 0 and piece = 0 then 2 else 1 end as row_no,
        segment
    from (
        select
            file_id, row_no, transaction, claim, piece,
            unnest(segments) as segment, generate_subscripts(segments, 1) as ordinal
        from (
            select file_id, row_no, transaction, claim, piece, string_split(text, '~') as segments
            from x12_piece join x12_place using (file_id, transaction, claim, piece)
            where contains(text, chr(26))
        )
    )
    where starts_with(segment, chr(26)) and ordinal > 1
),
bad as (
    select file_id, row_no, 'ST01' as column_name, x12_head(text, '*') as value, 'transaction' as fault
    from x12_piece join x12_place using (file_id, transaction, claim, piece)
    where claim = 0 and piece = 0 and transaction > 1 and not is_835
    union all by name
    select file_id, row_no, 'CLP' as column_name, null as value, fault
    from claim where fault in ('cut', 'transaction')
    union all by name
    select file_id, row_no, 'CLP01' as column_name, null as value, fault from claim where fault = 'id'
    union all by name
    select file_id, row_no, 'CLP03' as column_name, clp[3] as value, 'amount' as fault
    from claim where charge is null and fault is distinct from 'cut'
    union all by name
    select file_id, row_no, 'CLP04' as column_name, clp[4] as value, 'amount' as fault
    from claim where paid is null and fault is distinct from 'cut'
    union all by name
    select file_id, row_no, 'CLP05' as column_name, clp[5] as value, 'amount' as fault
    from claim where is_patient_unread and fault is distinct from 'cut'
    union all by name
    select file_id, row_no, 'SVC' as column_name, null as value, fault
    from line where fault in ('cut', 'claim')
    union all by name
    select file_id, row_no, 'SVC01' as column_name, null as value, 'code' as fault
    from line where code is null and fault is distinct from 'cut'
    union all by name
    select file_id, row_no, 'SVC02' as column_name, svc[2] as value, 'amount' as fault
    from line where charge is null and fault is distinct from 'cut'
    union all by name
    select file_id, row_no, 'SVC03' as column_name, svc[3] as value, 'amount' as fault
    from line where paid is null and fault is distinct from 'cut'
    union all by name
    select file_id, row_no, 'SVC05' as column_name, svc[5] as value, 'units' as fault
    from line where units is null and fault is distinct from 'cut'
    union all by name
    select file_id, row_no, 'SVC07' as column_name, svc[7] as value, 'units' as fault
    from line where submitted_units is null and svc[7] <> '' and fault is distinct from 'cut'
    union all by name
    select
        file_id, row_no + x12_distance(text, '~AMT*B6*') as row_no, 'AMT02' as column_name,
        allowed_text as value, 'amount' as fault
    from line where allowed is null and allowed_text <> ''
    union all by name
    select file_id, row_no + x12_distance(text, start) as row_no, 'DTM02' as column_name, value, 'date' as fault
    from dated where value <> '' and x12_date(value) is null
    union all by name
    select
        file_id, row_no, format('CAS{:02d}', 3 + 3 * triplet) as column_name, amount_text as value, 'amount' as fault
    from bad_adjustment where amount is null
    union all by name
    select
        file_id, row_no, format('CAS{:02d}', 4 + 3 * triplet) as column_name, quantity_text as value, 'units' as fault
    from bad_adjustment where quantity_text <> '' and quantity is null
    union all by name
    select distinct file_id, row_no, 'CAS01' as column_name, group_text as value, 'group' as fault
    from bad_adjustment where group_text not in ('CO', 'PR', 'OA', 'PI', 'CR')
    union all by name
    select file_id, row_no, x12_head(segment, '*') as column_name, segment as value, 'misplaced' as fault
    from misplaced
    union all by name
    select file_id, row_no, x12_head(segment[2:], '*') as column_name, null as value, 'cut' as fault
    from cut
)
select file_id, row_no, column_name, x12_text(value) as value, fault
from bad
