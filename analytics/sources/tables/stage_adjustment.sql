-- one row per adjustment of a remittance table; line_key null where the row names no line
with adjustment as (
    select claim_key, case when is_line then line_key end as line_key, ordinal, file_id, unnest(adjustments) as one,
        generate_subscripts(adjustments, 1) as place
    from temp_keyed
)
select
    claim_key, line_key, file_id,
    row_number() over (partition by claim_key, line_key order by ordinal, place)::integer as sequence,
    one['group_code'] as group_code, one['carc'] as carc, one['amount'] as amount
from adjustment
