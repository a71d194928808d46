-- one row: the billed lines behind a page, the days they span, and what was left out on the way in
-- unverified_share: share of the charges whose payer rule nobody has checked against its source; null without charges
with day as (   -- what lines of one payer and day share is looked up once
    select b.rule_payer_no, b.dos, count(*) AS lines, sum(b.charge) AS charge
    from billed_line AS b
    join line_day AS y on y.line_key = b.line_key
    where selected(y.cut_no, y.dos, y.submit_date, y.answer_date, $filter)
    group by b.rule_payer_no, b.dos
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
