-- one row: the billed lines behind a page, the days they span, and what was left out on the way in
-- unverified_share: share of the charges whose payer rule nobody has checked against its source; null without charges
with line as (
    select b.dos, b.charge, coalesce(list_contains(v.unverified, 'unit_rule'), true) AS is_unverified
    from billed_line AS b
    left join payer_day AS v on v.rule_payer_no = b.rule_payer_no and v.dos = b.dos
    where selected(b.payer, b.provider, b.location, b.cpt, b.dos, $filter)
),
file as (
    select coalesce(sum(rejected), 0) AS rejected, coalesce(sum(duplicate), 0) AS duplicate
    from input_file
)
select count(l.dos) AS lines, (select count(*) from billed_line) AS lines_loaded,
    min(l.dos) AS first_day, max(l.dos) AS last_day, any_value(s.as_of) AS as_of,
    any_value(f.rejected) AS rejected, any_value(f.duplicate) AS duplicate,
    coalesce(sum(l.charge) filter (where l.is_unverified), 0) / nullif(sum(l.charge), 0) AS unverified_share
from setting AS s
cross join file AS f
left join line AS l on true
