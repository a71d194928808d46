-- one row: what the filter bar offers, each a sorted list, and the first and last date of service
select coalesce(list_sort(list(distinct payer) filter (where payer is not null)), []) AS payers,
    coalesce(list_sort(list(distinct provider) filter (where provider is not null)), []) AS providers,
    coalesce(list_sort(list(distinct location) filter (where location is not null)), []) AS locations,
    coalesce(list_sort(list(distinct cpt) filter (where cpt is not null)), []) AS codes,
    min(dos) AS first_day, max(dos) AS last_day
from billed_line
