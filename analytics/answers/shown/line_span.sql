-- one row: the billed lines behind a page, the days they span, and what was left out on the way in
-- unverified_share: share of the charges whose payer rule nobody has checked against its source; null without charges
with day as (   -- what lines of one payer and day share is looked up once
    select rule_payer_no, dos, count(*) AS lines, sum(charge) AS charge
    from billed_line
    where selected(payer, provider, location, cpt, dos, $filter)
    group by rule_payer_no, dos
),
ruled as (
    select d.dos, d.lines, d.charge, coalesce(list_contains(v.unverified, 'unit_rule'), true) AS is_unverified
    from day AS d
    left join payer_day AS v on v.rule_payer_no = d.rule_payer_no and v.dos = d.dos
),
file as (
    select coalesce(sum(rejected), 0) AS rejected, coalesce(sum(duplicate), 0) AS duplicate
    from input_file
)
select cast(coalesce(sum(l.lines), 0) AS bigint) AS lines, (select count(*) from billed_line) AS lines_loaded,
    min(l.dos) AS first_day, max(l.dos) AS last_day, any_value(s.as_of) AS as_of,
    any_value(f.rejected) AS rejected, any_value(f.duplicate) AS duplicate,
    coalesce(sum(l.charge) filter (where l.is_unverified), 0) / nullif(sum(l.charge), 0) AS unverified_share
from setting AS s
cross join file AS f
left join ruled AS l on true
