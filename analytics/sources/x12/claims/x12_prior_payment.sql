-- one row per adjudication of a line by another payer (SVD, loop 2430), of the loaded lines of a batch
-- Key: line_key, sequence. Its CAS and its date stand between its SVD and the next one.
with block as (
    select
        line_key, claim_key, file_id, payments_row, payments,
        unnest(payments) as text, generate_subscripts(payments, 1)::integer as sequence
    from x12_line
    where fault is null and payments is not null
),
split as (
    select
        *,
        string_split(x12_head(text, '~'), '*') as svd,
        split_part(x12_rare(text, '~DTP*573*'), '*', 2) as paid_date_text
    from block
),
composed as (
    select *, string_split(svd[3], ':') as procedure from split
)
select
    line_key, claim_key, file_id,
    (payments_row + coalesce(
        list_sum(list_transform(payments[1:sequence - 1], lambda before: x12_marks(before) + 1)), 0
    ))::bigint as row_no,
    sequence,
    x12_text(svd[1]) as payer_id,
    x12_amount(svd[2]) as paid,
    x12_text(case when len(procedure) > 1 then procedure[2] else procedure[1] end) as code,
    x12_filled(svd[3], procedure[3:6]) as modifiers,
    x12_quantity(svd[5]) as units,
    x12_from(paid_date_text) as paid_date,
    svd[2] as paid_text,
    svd[5] as units_text,
    paid_date_text, text
from composed
