-- one row per status an STC segment gives (STC01, STC10, STC11), with what it comes to
-- rank: 1 rejected, 2 pending, 3 accepted. A category nobody knows is read by the action code (STC03).
with status as (
    select
        file_id, hl_row, answer_row, level, row_no, svc_row is not null as is_of_line, elements,
        unnest([1, 10, 11]) as place,
        unnest([elements[1], elements[10], elements[11]]) as composite
    from x12_detail
    where id = 'STC'
),
coded as (
    select
        *,
        upper(trim(split_part(composite, ':', 1))) as category_code,
        x12_text(split_part(composite, ':', 2)) as status_code,
        x12_text(split_part(composite, ':', 3)) as entity_code
    from status
    where composite <> '' or place = 1
),
judged as (
    select
        coded.*, category.outcome is not null as is_known,
        coalesce(
            category.outcome,
            case upper(trim(elements[3])) when 'U' then 'rejected' when 'WQ' then 'accepted' else 'pending' end
        ) as outcome
    from coded
    left join x12_category as category on category.category_code = coded.category_code
)
select
    * exclude (elements, category_code),
    nullif(category_code, '') as category_code,
    case outcome when 'rejected' then 1 when 'pending' then 2 else 3 end as rank,
    elements[2] as date_text,
    elements[4] as charge_text,
    x12_text(elements[12]) as message
from judged
