-- one row per CAS triplet of the loaded claims and lines of a batch (line_key null = claim level)
-- Key: claim_key, line_key, sequence. A CAS holds six triplets, so sequence counts six places to a segment.
-- owner_row is the CLP or SVC segment, segment the how-manieth CAS below it, triplet counts from 0.
with owner as (
    select claim_key, line_key, file_id, row_no, transaction, claim, sequence as piece, cas
    from x12_line where fault is null and cas is not null
    union all by name
    select claim_key, null::bigint as line_key, file_id, row_no, transaction, claim, 0 as piece, cas
    from x12_claim where fault is null and cas is not null
),
segment as (
    select * exclude (cas), unnest(cas) as text, generate_subscripts(cas, 1) as segment from owner
),
split as (
    select * exclude (text), string_split(split_part(text, '~', 1), '*') as elements from segment
),
triplet as (
    select
        *,
        unnest(case when len(elements) <= 4 then [0] else range(0, (len(elements) + 1) // 3) end) as triplet
    from split
)
select
    claim_key, line_key, file_id,
    ((segment - 1) * 6 + triplet + 1)::integer as sequence,
    x12_text(elements[1]) as group_code,
    x12_text(elements[2 + 3 * triplet]) as carc,
    x12_amount(elements[3 + 3 * triplet]) as amount,
    x12_quantity(elements[4 + 3 * triplet]) as quantity,
    row_no as owner_row,
    transaction, claim, piece,
    segment,
    triplet,
    elements[3 + 3 * triplet] as amount_text,
    elements[4 + 3 * triplet] as quantity_text
from triplet
where elements[2 + 3 * triplet] <> '' or elements[3 + 3 * triplet] <> ''
