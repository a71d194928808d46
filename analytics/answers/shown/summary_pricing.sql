-- one row: where the expected prices come from
-- inputs: line_price, setting, gpci, rvu_release
-- locality: null = national, every GPCI 1.0; lines_assumed: dates of service the Medicare tables do not reach
select any_value(s.locality) AS locality,
    (select any_value(g.name) from gpci AS g where g.mac || '-' || g.locality = any_value(s.locality)) AS locality_name,
    count(*) filter (where p.price_basis = 'fee_schedule') AS lines_fee_schedule,
    count(*) filter (where p.price_basis = 'medicare') AS lines_medicare,
    count(*) filter (where p.price_basis in ('payer_median', 'class_median', 'practice_median')) AS lines_observed,
    count(*) filter (where p.line_key is not null and p.price is null) AS lines_without_price,
    count(*) filter (where p.is_assumed) AS lines_assumed,
    (select max(last_day) from rvu_release) AS medicare_known_to
from setting AS s
left join line_price AS p on p.line_key is not null
