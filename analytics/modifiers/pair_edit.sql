-- one row per CMS practitioner pair edit of two billed codes that had effect, and span of days
-- key: column_1, column_2, indicator, last_day
-- inputs: ncci_pair, billed_line
-- step: merge (the codes of the whole practice)
-- rule: an edit holds from its first day to its last, both included. Rows of indicator 9, and rows that end on the day they
-- begin, were wiped retroactively and never had effect. certain_from: the day from which the edit is known to be in force:
-- its first day where that was read or follows from what was read, else the first day of the quarter it was read for, else null.
-- source: NCCI procedure-to-procedure edits of CMS, practitioner file
with billed as (   -- a quarter of CMS has millions of pairs, a practice bills a few dozen codes
    select distinct cpt from billed_line
),
effective as (
    select column_1, column_2, indicator, first_day, last_day, first_day_basis, source, read_for,
        row_number() over (
            partition by column_1, column_2, indicator, last_day
            order by case first_day_basis when 'stated' then 1 when 'inferred' then 2 else 3 end, first_day
        ) AS place
    from ncci_pair
    where column_1 in (select cpt from billed) and column_2 in (select cpt from billed) and column_1 <> column_2
        and indicator in ('0', '1') and (first_day is null or last_day is null or first_day < last_day)
)
select column_1, column_2, indicator, first_day, last_day, first_day_basis, source, read_for,
    case
        when first_day_basis in ('stated', 'inferred') then first_day
        when regexp_matches(read_for, '^[0-9]{4}Q[1-4]$')
            then make_date(cast(left(read_for, 4) AS integer), cast(right(read_for, 1) AS integer) * 3 - 2, 1)
    end AS certain_from
from effective
where place = 1
