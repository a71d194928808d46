-- one row per exposure category and payer: dollars an auditor could take back, never netted against leaks
select category, payer, count(*) AS cases, coalesce(sum(amount), 0) AS amount,
    sum(coalesce(sum(amount), 0)) over () AS total, sum(count(*)) over () AS cases_total
from finding
where kind = 'exposure' and selected(payer, provider, location, cpt, dos, $filter)
group by category, payer
order by amount desc, category, payer
