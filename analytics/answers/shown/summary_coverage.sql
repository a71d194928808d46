-- one row: what the loaded files allow to be judged
-- inputs: billed_line, unit_audit, match, remitted_line, minutes_row, documented, unit_price
with remit as (
    select count(*) AS remit_lines, count(*) filter (where remitted_key not in (select remitted_key from match)) AS unmatched
    from remitted_line
    where is_standing
),
minutes as (
    select count(*) AS minutes_rows, count(*) filter (where row_key not in (select row_key from documented)) AS unmatched
    from minutes_row
    where not is_duplicate
),
line as (
    select count(*) AS lines,
        count(*) filter (where unit_basis = 'timed_15' and is_primary) AS timed_lines,
        count(*) filter (where line_key in (select line_key from match where is_standing)) AS lines_matched,
        count(*) filter (where charge is null) AS lines_without_charge
    from billed_line
),
unit as (
    select count(*) filter (where line_key is not null and minutes is not null) AS with_minutes from unit_audit
)
select l.*, u.with_minutes AS timed_lines_with_minutes, r.remit_lines, r.unmatched AS remit_lines_unmatched,
    m.minutes_rows, m.unmatched AS minutes_rows_unmatched,
    coalesce((select list(distinct payer order by payer) from billed_line where matched_by <> 'name'), []) AS payers_without_rule,
    (select count(*) from unit_price where price is null) AS services_without_price
from line AS l
cross join unit AS u
cross join remit AS r
cross join minutes AS m
