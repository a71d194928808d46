-- one row per PLB pair of the files, with the raw text of what may be unreadable
-- A PLB holds provider, fiscal period and up to six pairs of reason (code:reference) and amount.
with segment as (
    select file_id, row_no, payment_row, elements, unnest(range(0, greatest((len(elements) - 1) // 2, 0))) as pair
    from x12_envelope
    where id = 'PLB' and is_835 and payment_row is not null
)
select
    (file_id::bigint << 32) + payment_row as payment_key,
    file_id,
    row_no,
    x12_text(elements[1]) as provider,
    x12_date(elements[2]) as fiscal_period,
    x12_text(split_part(elements[3 + 2 * pair], ':', 1)) as reason,
    x12_text(split_part(elements[3 + 2 * pair], ':', 2)) as reference,
    x12_amount(elements[4 + 2 * pair]) as amount,
    pair,
    elements[2] as period_text,
    elements[4 + 2 * pair] as amount_text
from segment
where elements[3 + 2 * pair] <> '' or elements[4 + 2 * pair] <> ''
