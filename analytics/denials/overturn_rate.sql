-- one row per payer, cause and leak category of denied lines: the chance that work on one more gets paid
-- key: reason_key (payer, cause, family, category; see work_line); a view: a new word in work_event counts at once
-- inputs: work_reason, overturn_case, assumption
-- step: merge
-- lines: denied at all; cases: settled denials (work_line); won: the sum of the shares they got; own_rate = won / cases. family_*: the
-- same of the family over all payers; base: the assumption recovery:<category>, else recovery:other_denial.
-- rule: empirical Bayes with a strength of 20 cases: (won + 20 x family rate) / (cases + 20), the family's rate shrunk in the same way
-- towards the base. Without a case of its own it is the family's, without one of the family's the base.
with spoken as (   -- only lines of claims people spoke of can differ from what the ledger alone decides
    select reason_key, count(success) - count(proven_share) AS cases, coalesce(sum(success), 0) - coalesce(sum(proven_share), 0) AS won
    from overturn_case
    where is_said
    group by reason_key
),
counted as (
    select r.reason_key, r.payer, r.cause, r.family, r.category, r.lines, r.proven_cases + coalesce(s.cases, 0) AS cases,
        r.proven_won + coalesce(s.won, 0) AS won
    from work_reason AS r
    left join spoken AS s on s.reason_key = r.reason_key
),
whole as (
    select *, sum(cases) over same AS family_cases, sum(won) over same AS family_won
    from counted
    window same as (partition by family)
),
based as (
    select w.*, coalesce(a.base, o.base) AS base, coalesce(a.name, o.name) AS base_from,
        (w.family_won + 20 * coalesce(a.base, o.base)) / (w.family_cases + 20) AS towards
    from whole AS w
    left join assumption AS a on a.name = 'recovery:' || w.category
    left join assumption AS o on o.name = 'recovery:other_denial'
)
select reason_key, payer, cause, family, category, lines, cases, cast(won AS decimal(12, 4)) AS won,
    cast(won / nullif(cases, 0) AS decimal(6, 4)) AS own_rate,
    family_cases, cast(family_won / nullif(family_cases, 0) AS decimal(6, 4)) AS family_rate, cast(base AS decimal(6, 4)) AS base, base_from,
    cast((won + 20 * towards) / (cases + 20) AS decimal(6, 4)) AS chance
from based
