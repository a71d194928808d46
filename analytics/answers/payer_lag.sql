-- one row per payer and day of lag on which first answers came; payer null: the whole practice
-- key: payer, days
-- inputs: episode
-- step: merge
-- days: from the date of service to the first answer; gained: share of the payer's answers that came on that day, share: up to it;
-- weight: the payer's billed lines, by which curves are mixed: of the chosen payers, by every line of theirs.
-- rule: the practice's curve mixes every payer's own, by its lines; a line never answered says nothing about the lag. A payer
-- with fewer than 20 answers says too little alone: where it is chosen the practice's curve stands in (is_own = false).
with payer_line as (
    select payer, payer_no, count(*) AS weight, count(first_date) AS answers
    from episode
    where not is_void
    group by payer, payer_no
),
answered as (
    select payer_no, date_diff('day', dos, first_date) AS days, count(*) AS lines
    from episode
    where first_date is not null and not is_void
    group by 1, 2
),
own as (
    select p.payer, p.payer_no, a.days, a.lines / p.answers AS gained, p.weight, p.answers
    from answered AS a
    join payer_line AS p on p.payer_no = a.payer_no
),
practice as (
    select days, sum(weight * gained) / sum(sum(weight * gained)) over () AS gained
    from own
    group by days
),
curve as (
    select payer, payer_no, days, gained, weight, answers, true AS is_own from own where answers >= 20
    union all
    select p.payer, p.payer_no, c.days, c.gained, p.weight, p.answers, false
    from payer_line AS p
    cross join practice AS c
    where p.answers < 20
    union all
    select null, null, c.days, c.gained, t.weight, t.answers, true
    from practice AS c
    cross join (select sum(weight) AS weight, sum(answers) AS answers from payer_line) AS t
)
select payer, payer_no, cast(days AS integer) AS days, gained, sum(gained) over up_to AS share,
    cast(weight AS bigint) AS weight, cast(answers AS bigint) AS answers, is_own
from curve
window up_to as (partition by payer order by days)
