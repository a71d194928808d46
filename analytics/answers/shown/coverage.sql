-- one row: how complete the data is, counted on billed and remitted lines
-- lines_with_payer_rule: lines whose payer has a rule of its own rather than a default of its class
with timed as (
    select count(*) AS timed_lines, count(a.minutes) AS timed_lines_with_minutes
    from unit_audit AS a
    where a.line_key is not null
),
billed as (
    select count(*) AS lines, count(*) filter (where is_primary) AS primary_lines,
        count(*) filter (where matched_by = 'name') AS lines_with_payer_rule,
        count(*) filter (where line_key in (select line_key from match where is_standing)) AS lines_matched,
        min(dos) AS first_day, max(dos) AS last_day
    from billed_line
),
remitted as (
    select count(*) AS remit_lines,
        count(*) filter (where remitted_key not in (select remitted_key from match)) AS remit_lines_unmatched
    from remitted_line
    where is_standing
),
file as (
    select count(*) AS files, count(*) filter (where status = 'refused') AS refused,
        coalesce(sum(rejected), 0) AS rejected, coalesce(sum(duplicate), 0) AS duplicate, coalesce(sum(rows), 0) AS rows
    from input_file
    where status <> 'skipped'
)
select b.*, t.*, r.*, f.*,
    t.timed_lines_with_minutes / nullif(t.timed_lines, 0) AS minutes_share,
    b.lines_matched / nullif(b.lines, 0) AS matched_share,
    (select count(*) from control_total where difference <> 0) AS totals_off
from billed AS b
cross join timed AS t
cross join remitted AS r
cross join file AS f
