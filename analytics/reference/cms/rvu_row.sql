-- one row per line of a file of relative values that names a code
select
    row_no, cms_code(hcpcs) AS hcpcs, nullif(upper(modifier), '') AS modifier, upper(status) AS status,
    regexp_replace(mult_proc, '\.0$', '') AS mult_proc,
    try_cast(cms_number(work_rvu, 2) as decimal(7,2)) AS work_rvu,
    try_cast(cms_number(pe_rvu, 2) as decimal(7,2)) AS pe_rvu,
    try_cast(cms_number(mp_rvu, 2) as decimal(7,2)) AS mp_rvu,
    try_cast(cms_number(conversion_factor, 4) as decimal(8,4)) AS conversion_factor
from cms_text
where is_cms_code(hcpcs)
