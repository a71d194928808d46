-- one row per accepted row of a fee schedule, as fee_row wants it
select
    ordinal, sheet, row_no, payer, cpt,
    nullif(array_to_string(ordered_set(list_concat(cpt_marks, coalesce(modifier, []))), ','), '') as modifier,
    effective, rate,
    case
        when basis ilike '%visit%' then 'visit'
        when basis ilike '%unit%' then 'unit'
        else coalesce(lower(basis), case when cpt = '*' then 'visit' else 'unit' end)
    end as basis
from temp_value
where ordinal not in (select ordinal from temp_fault where fatal)
