-- one row per pair edit and span of days: procedure-to-procedure edits of CMS for practitioners
-- key: column_1, column_2, indicator, last_day
-- inputs: shipped_ncci_pair (text of the shipped CSV), kept_ncci_pair
-- rule: a quarterly file carries the whole history of each of its pairs, so the newest file that was read stands for a pair.
-- Rows of indicator 9, and rows that end on the day they begin, never had effect.
with known as (
    select column_1, column_2, indicator, first_day, last_day, first_day_basis, read_for, source, kept_id
    from kept_ncci_pair
    union all
    select column_1, column_2, indicator, cast(first_day AS date), cast(last_day AS date), first_day_basis, read_for,
        source, 0
    from shipped_ncci_pair
)
select column_1, column_2, indicator, first_day, last_day, first_day_basis, read_for, source
from known
qualify rank() over (partition by column_1, column_2 order by read_for desc, kept_id desc) = 1
