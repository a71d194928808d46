-- one row per combination of practice, location, payer, class, provider, discipline and code that the tables know
-- key: cut_no, a dense number; and the seven together (any may be null)
-- inputs: billed_line, visit_code, unbilled_visit
-- step: merge (numbers the combinations of the whole practice)
-- What the user filters by: each table a page filters carries cut_no, and `selected` (macros.sql) chooses rows of this one. The
-- billed lines' combinations keep their number; after them come those of documented codes and visits that nobody billed. A code
-- nobody billed stands beside the first line of its visit.
with billed as (
    select cut_no, any_value(practice) AS practice, any_value(location) AS location, any_value(payer) AS payer,
        any_value(payer_class) AS payer_class, any_value(provider) AS provider, any_value(discipline) AS discipline,
        any_value(cpt) AS cpt
    from billed_line
    group by cut_no
),
unbilled_code as (
    select visit_key, cpt from visit_code where line_key is null and visit_key > 0
),
first_line as (
    select visit_key, min(line_key) AS line_key
    from billed_line
    where visit_key in (select visit_key from unbilled_code)
    group by visit_key
),
unbilled as (
    select b.practice, b.location, b.payer, b.payer_class, b.provider, b.discipline, u.cpt
    from unbilled_code AS u
    join first_line AS f on f.visit_key = u.visit_key
    join billed_line AS b on b.line_key = f.line_key
    union
    select practice, location, payer, payer_class, provider, discipline, main_code from unbilled_visit
),
added as (
    select * from unbilled
    except
    select practice, location, payer, payer_class, provider, discipline, cpt from billed
)
select * from billed
union all
select (select coalesce(max(cut_no), 0) from billed)
        + cast(row_number() over (order by practice, location, payer, payer_class, provider, discipline, cpt) AS integer) AS cut_no, *
from added
