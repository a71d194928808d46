-- one row per code of a file of unit limits
select
    row_no, cms_code(hcpcs) AS hcpcs, try_cast(regexp_replace(units, '\.0$', '') as integer) AS units,
    regexp_extract(mai, '^[0-9]+') AS mai
from cms_text
where is_cms_code(hcpcs)
