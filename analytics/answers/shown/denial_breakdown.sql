-- one row per value of what the denials are cut by: lines answered, first denials, their rate and its 95 % interval
-- by: code | modifiers | provider | location | weekday | submission | diagnosis | authorization | visit | payer | family | reason;
-- payer, family: those of a cell, empty: all. Of a family's cell only its own denials count, over all lines answered.
-- source: Wilson's score interval (1927), z = 1.96. An unknown value is a row of its own (is_unknown); below 30 lines answered a
-- rate is small. Families and reasons are parts of one whole: each is held against all lines answered.
-- Of names and codes the 25 with most first denials (then most lines) are kept; values: how many there are.
with line as (
    select is_denied and $family in ('', coalesce(family, '')) AS is_denied, charge, expected, recoverable,
        case $by
            when 'code' then cpt
            when 'modifiers' then case when modifiers = '' then 'none' else modifiers end
            when 'provider' then provider
            when 'location' then location
            when 'weekday' then ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'][weekday]
            when 'submission' then case when submit_days <= 3 then '0-3 days' when submit_days <= 7 then '4-7 days'
                when submit_days <= 14 then '8-14 days' when submit_days <= 30 then '15-30 days'
                when submit_days <= 60 then '31-60 days' when submit_days <= 90 then '61-90 days'
                when submit_days > 90 then '91 days and more' end
            when 'diagnosis' then dx_chapter
            when 'authorization' then case when has_auth then 'with a number' when not has_auth then 'without a number' end
            when 'visit' then case when visit_no = 1 then 'visit 1' when visit_no <= 4 then 'visits 2-4'
                when visit_no <= 8 then 'visits 5-8' when visit_no <= 12 then 'visits 9-12' when visit_no <= 20 then 'visits 13-20'
                when visit_no > 20 then 'visits 21 and more' end
            when 'payer' then payer
            when 'family' then family
            when 'reason' then case when is_denied then coalesce(nullif(reason, ''), 'no reason given') end
        end AS value,
        case $by
            when 'weekday' then weekday
            when 'submission' then case when submit_days <= 3 then 1 when submit_days <= 7 then 2 when submit_days <= 14 then 3
                when submit_days <= 30 then 4 when submit_days <= 60 then 5 when submit_days <= 90 then 6 else 7 end
            when 'authorization' then case when has_auth then 1 else 2 end
            when 'visit' then case when visit_no = 1 then 1 when visit_no <= 4 then 2 when visit_no <= 8 then 3
                when visit_no <= 12 then 4 when visit_no <= 20 then 5 else 6 end
        end AS position
    from answered_line
    where selected(cut_no, dos, submit_date, answer_date, $filter) and $payer in ('', payer)
),
summed as (
    select value, any_value(position) AS position, count(*) AS lines, count(*) filter (where is_denied) AS denied,
        coalesce(sum(charge) filter (where is_denied), 0) AS charge_denied,
        coalesce(sum(expected) filter (where is_denied), 0) AS expected_denied,
        coalesce(sum(recoverable) filter (where is_denied), 0) AS recoverable
    from line
    group by value
),
held as (
    select * exclude (lines), case when $by in ('family', 'reason') then sum(lines) over () else lines end AS answered
    from summed
),
rated as (
    select *, denied / answered AS rate, 1.96 * 1.96 / answered AS z2n
    from held
    where (value is not null and denied > 0) or $by not in ('family', 'reason')   -- what was not denied, or not in the cell, has neither
)
select value, value is null AS is_unknown, answered, denied, rate,
    greatest((rate + z2n / 2 - sqrt(z2n * rate * (1 - rate) + z2n * z2n / 4)) / (1 + z2n), 0) AS low,
    least((rate + z2n / 2 + sqrt(z2n * rate * (1 - rate) + z2n * z2n / 4)) / (1 + z2n), 1) AS high,
    charge_denied, expected_denied, recoverable, answered < 30 AS is_small, count(value) over () AS values
from rated
qualify row_number() over (order by value is null, position, denied desc, answered desc, value) <= 25 or value is null
order by value is null, position, denied desc, answered desc, value
