-- one row per way of counting (lines, claims with any denied line, claims denied whole, dollars charged), first and final
-- rule: first: answers whose first word was a denial, over all answered. Final: those still denied, of first answers 90 days old and
-- older, because younger denials are still being worked. A claim is denied if any of its chosen lines is, denied whole if all are.
-- younger: what is too young for the final rate. rate is null where nothing was answered.
with line as (
    select claim_no, charge, is_denied, is_denied_now, is_worked
    from answered_line
    where selected(cut_no, dos, submit_date, answer_date, $filter)
),
claim as (
    select claim_no, bool_or(is_denied) AS any_denied, bool_and(is_denied) AS all_denied,
        count(*) filter (where is_worked) AS worked,
        count(*) filter (where is_worked and is_denied_now) AS denied_now
    from line
    group by claim_no
),
line_sum as (
    select count(*) AS lines, count(*) filter (where is_denied) AS denied, coalesce(sum(charge), 0) AS charge,
        coalesce(sum(charge) filter (where is_denied), 0) AS charge_denied,
        count(*) filter (where is_worked) AS worked, count(*) filter (where is_worked and is_denied_now) AS denied_now,
        coalesce(sum(charge) filter (where is_worked), 0) AS charge_worked,
        coalesce(sum(charge) filter (where is_worked and is_denied_now), 0) AS charge_denied_now
    from line
),
claim_sum as (
    select count(*) AS claims, count(*) filter (where any_denied) AS any_denied, count(*) filter (where all_denied) AS all_denied,
        count(*) filter (where worked > 0) AS worked, count(*) filter (where denied_now > 0) AS any_denied_now,
        count(*) filter (where worked > 0 and denied_now = worked) AS all_denied_now
    from claim
),
told (position, counted, first_answered, first_denied, final_answered, final_denied) as (
    select 1, 'lines', lines, denied, worked, denied_now from line_sum
    union all
    select 2, 'claims', claims, any_denied, worked, any_denied_now from claim_sum
    union all
    select 3, 'claims_whole', claims, all_denied, worked, all_denied_now from claim_sum
    union all
    select 4, 'dollars', charge, charge_denied, charge_worked, charge_denied_now from line_sum
)
select counted, first_answered, first_denied, first_denied / nullif(first_answered, 0) AS first_rate,
    final_answered, final_denied, final_denied / nullif(final_answered, 0) AS final_rate,
    first_answered - final_answered AS younger
from told
order by position
