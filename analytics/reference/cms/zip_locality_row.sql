-- one row per ZIP code of a file of ZIP codes and their localities
select
    row_no, cms_digits(zip5, 5) AS zip5, cms_digits(mac, 5) AS mac, cms_digits(locality, 2) AS locality,
    upper(state) AS state, regexp_replace(coalesce(plus4, ''), '\.0$', '') AS plus4
from cms_text
where regexp_full_match(zip5, '[0-9]{3,5}(\.0)?')
