-- one row per CAS triplet of the loaded claims and lines of a batch (line_key null = claim level)
-- Key: claim_key, line_key, sequence. A CAS holds six triplets, so sequence counts six places to a segment.
-- segment: the how-manieth CAS of its claim or line; triplet counts from 0.
-- is_suspect: it has a value for x12_reject to name.
with owner as (
    select claim_key, line_key, file_id, cas from x12_line where fault is null and cas is not null
    union all by name
    select claim_key, null::bigint as line_key, file_id, cas from x12_claim where fault is null and cas is not null
),
segment as (
    select claim_key, line_key, file_id, unnest(texts) as text, generate_subscripts(texts, 1) - 1 as segment
    from (select * exclude (cas), string_split(cas, '~CAS*') as texts from owner)
),
split as (
    select claim_key, line_key, file_id, segment, string_split(x12_head(text, '~'), '*') as elements
    from segment
    where segment > 0
),
triplet as (
    select
        *,
        unnest(case when len(elements) <= 4 then [0] else range(0, (len(elements) + 1) // 3) end) as triplet
    from split
),
read as (
    select
        claim_key, line_key, file_id, segment, triplet,
        elements[1] as group_code,
        elements[2 + 3 * triplet] as carc,
        elements[3 + 3 * triplet] as amount_text,
        elements[4 + 3 * triplet] as quantity_text
    from triplet
),
value as (
    select *, x12_amount(amount_text) as amount, x12_quantity(quantity_text) as quantity
    from read
    where carc <> '' or amount_text <> ''
)
select
    claim_key, line_key, file_id,
    segment::integer as segment,
    triplet::integer as triplet,
    ((segment - 1) * 6 + triplet + 1)::integer as sequence,
    x12_text(group_code) as group_code,
    x12_text(carc) as carc,
    amount, quantity,
    amount is null or (quantity is null and coalesce(quantity_text, '') <> '')
    or group_code not in ('CO', 'PR', 'OA', 'PI', 'CR') as is_suspect
from value
