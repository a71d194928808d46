-- one row per locality of a file of geographic indices
-- The work index with the 1.0 floor is taken where the file has it; the floor is law up to the end of 2026
-- (42 USC 1395w-4(e)(1)(E)), and 1.5 in Alaska for good.
select
    row_no, cms_digits(mac, 5) AS mac, cms_digits(locality, 2) AS locality, upper(state) AS state,
    trim(regexp_replace(name, '\*+', '', 'g')) AS name,
    try_cast(greatest(cms_number(work, 3), cms_number(work_with_floor, 3)) as decimal(5,3)) AS work,
    try_cast(cms_number(pe, 3) as decimal(5,3)) AS pe,
    try_cast(cms_number(mp, 3) as decimal(5,3)) AS mp
from cms_text
where regexp_full_match(mac, '[0-9]{4,5}(\.0)?')
