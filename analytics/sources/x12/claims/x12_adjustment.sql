-- one row per CAS triplet of a batch: of another payer's adjudication of a claim (line_key null) or of a line
-- Key: claim_key, line_key, sequence. payer_sequence is null where a CAS stands before any other payer.
-- owner_row is the segment of its payer, segment the how-manieth CAS below it, triplet counts from 0.
with owner as (
    select
        claim_key, null::bigint as line_key, file_id, row_no, sequence as payer_sequence,
        string_split(text, '~CAS*')[2:] as cas
    from x12_payer where contains(text, '~CAS*')
    union all by name
    select
        claim_key, line_key, file_id, row_no, sequence as payer_sequence, string_split(text, '~CAS*')[2:] as cas
    from x12_prior_payment where contains(text, '~CAS*')
    union all by name
    select claim_key, null::bigint as line_key, file_id, row_no, null::integer as payer_sequence, cas
    from x12_claim where fault is null and cas is not null
    union all by name
    select claim_key, line_key, file_id, row_no, null::integer as payer_sequence, cas
    from x12_line where fault is null and cas is not null
),
segment as (
    select * exclude (cas), unnest(cas) as text, generate_subscripts(cas, 1) as segment from owner
),
split as (
    select * exclude (text), string_split(x12_head(text, '~'), '*') as elements from segment
),
triplet as (
    select
        *,
        unnest(case when len(elements) <= 4 then [0] else range(0, (len(elements) + 1) // 3) end) as triplet
    from split
)
select
    claim_key, line_key, file_id,
    row_number() over (
        partition by claim_key, line_key order by payer_sequence nulls first, segment, triplet
    )::integer as sequence,
    payer_sequence,
    x12_text(elements[1]) as group_code,
    x12_text(elements[2 + 3 * triplet]) as carc,
    x12_amount(elements[3 + 3 * triplet]) as amount,
    x12_quantity(elements[4 + 3 * triplet]) as quantity,
    row_no as owner_row, segment, triplet,
    elements[3 + 3 * triplet] as amount_text,
    elements[4 + 3 * triplet] as quantity_text
from triplet
where elements[2 + 3 * triplet] <> '' or elements[3 + 3 * triplet] <> ''
