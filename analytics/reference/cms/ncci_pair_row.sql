-- one row per pair edit of a part: all of them, judged before the few that matter here are kept
select
    row_no, cms_code(column_1) AS column_1, cms_code(column_2) AS column_2, is_cms_code(column_2) AS is_pair,
    regexp_replace(indicator, '\.0$', '') AS indicator,
    cms_day(first_day) AS first_day,
    coalesce(last_day, '') in ('', '*') AS is_open,
    case when coalesce(last_day, '') not in ('', '*') then cms_day(last_day) end AS last_day
from cms_text
where is_cms_code(column_1)
