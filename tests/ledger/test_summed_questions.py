"""Questions that add up before they look up say to the cent what a plain query of single lines says."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from ledger.random_practice import Plan, rebuilt

from analytics.questions import ask, parameters
from analytics.selection import Filter
from analytics.workspace import Workspace

NAMED = {"payers": "payer", "providers": "provider", "locations": "location", "codes": "cpt"}


def chosen_of(table: str) -> str:
    """What the macro `selected` keeps, said line by line of the table's own columns."""
    named = [
        f"(len($filter.{part}) = 0 or list_contains($filter.{part}, {table}.{column}))"
        for part, column in NAMED.items()
    ]
    return " and ".join([*named, f"{table}.dos between $filter.first_day and $filter.last_day"])


PAID = f"""(
    select e.*, v.price_basis, v.is_assumed, v.price, v.claimed, v.expected, v.assistant_cut, d.unit_rule,
        v.price_basis = 'fee_schedule' or (v.price_basis = 'medicare' and s.locality is not null) as is_known
    from episode as e join line_value as v using (episode_key)
    left join payer_day as d on d.rule_payer_no = e.rule_payer_no and d.dos = e.dos
    cross join setting as s
    where e.outcome = 'paid' and not e.is_void and {chosen_of("e")}
)"""
PLAIN = {
    "line_span": f"""
        select count(*), min(b.dos), max(b.dos),
            coalesce(sum(charge) filter (where v.unverified is null or list_contains(v.unverified, 'unit_rule')), 0)
                / nullif(sum(charge), 0)
        from (select * from billed_line as l where {chosen_of("l")}) as b
        left join payer_day as v using (rule_payer_no, dos)""",
    "payment_summary": f"""
        select count(*), count(*) filter (where is_known),
            quantile_disc(last_date - dos, 0.5) filter (where last_date >= dos),
            quantile_disc(last_date - dos, 0.9) filter (where last_date >= dos)
        from {PAID} where first_outcome <> 'denied' and coalesce(payer_class, '') <> 'self_pay'""",
    "charge_below_rate": f"""
        select payer, cpt, count(*), sum(claimed - greatest(charge, coalesce(allowed, 0)))
        from {PAID}
        where is_known and not (price_basis = 'medicare' and is_assumed) and charge > 0 and units > 0
            and charge < claimed and coalesce(payer_class, '') <> 'self_pay' and coalesce(unit_rule, '') <> 'per_visit'
            and claimed - greatest(charge, coalesce(allowed, 0)) > (select greatest(max(base) filter (
                where name = 'underpaid_tolerance_dollars'), claimed * max(base) filter (
                where name = 'underpaid_tolerance_share')) from assumption)
        group by 1, 2 order by 1, 2""",
    "paid_over_expected": f"""
        select payer, cpt, count(*), sum(allowed), sum(least(expected, coalesce(nullif(charge, 0), expected))
            - least(assistant_cut, greatest(expected - allowed, 0)))
        from {PAID} where is_known and expected > 0 and first_outcome <> 'denied' group by 1, 2 order by 1, 2""",
    "lags": f"""
        select payer, count(*), quantile_disc(first_date - dos, 0.5), quantile_disc(first_date - dos, 0.9)
        from episode as e
        where not is_void and coalesce(payer_class, '') <> 'self_pay' and first_date >= dos and {chosen_of("e")}
        group by 1 order by 1""",
    "lag_months": f"""
        select cast(date_trunc('month', dos) as date), count(*), quantile_disc(first_date - dos, 0.5),
            quantile_disc(first_date - dos, 0.9) from episode as e
        where not is_void and coalesce(payer_class, '') <> 'self_pay' and first_date >= dos and {chosen_of("e")}
        group by 1 order by 1""",
    "aging_month_ends": f"""
        select m.day, sum(b.insurance_balance), sum(b.patient_balance), sum(b.credit),
            nullif(coalesce(sum(b.insurance_balance + b.patient_balance) filter (where m.day - b.dos > 90), 0), 0)
        from balance_span as b
        join (select last_day(unnest(generate_series(date '2024-01-01', date '2027-12-01', interval 1 month)))
            as day) as m on m.day between b.first_day and coalesce(b.last_day, date '2999-12-31')
        where {chosen_of("b")} group by 1 order by 1""",
}
SAID = {  # of the answer, the columns that stand in the plain query
    "line_span": lambda row: (row["lines"], row["first_day"], row["last_day"], row["unverified_share"]),
    "payment_summary": lambda row: (row["paid_lines"], row["rated_lines"], row["days_median"], row["days_p90"]),
    "charge_below_rate": lambda row: (row["payer"], row["cpt"], row["lines"], row["lost"]),
    "paid_over_expected": lambda row: (
        (row["payer"], row["cpt"], row["lines"], row["allowed"], row["expected"]) if row["basis"] == "agreed" else None
    ),
    "lags": lambda row: (
        (row["payer"], row["lines"], row["median_days"], row["p90_days"])
        if row["lag"] == "service_to_answer" and row["lines"]
        else None
    ),
    "lag_months": lambda row: (
        (row["month"], row["lines"], row["median_days"], row["p90_days"]) if row["lag"] == "service_to_answer" else None
    ),
    "aging_month_ends": lambda row: (
        row["day"], row["insurance"], row["patient"], row["credit"], (row["to_120"] + row["over_120"]) or None
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def practice() -> Workspace:
    return rebuilt(Plan(seed=7, size=400, schedules="some"))[0]


def filters(workspace: Workspace) -> list[Filter]:
    """Nothing chosen, and one or two of everything there is."""
    there = ask(workspace, "filter_choices")[0]
    middle = there["first_day"] + (there["last_day"] - there["first_day"]) / 2
    return [
        Filter(),
        *(Filter(payers=(payer,)) for payer in there["payers"]),
        *(Filter(providers=(provider,)) for provider in there["providers"][:2]),
        *(Filter(locations=(location,)) for location in there["locations"][:2]),
        *(Filter(codes=tuple(there["codes"][place : place + 2])) for place in range(3)),
        Filter(end=middle),
        Filter(start=middle - datetime.timedelta(40), end=middle),
        Filter(payers=tuple(there["payers"][:2]), codes=tuple(there["codes"][:1])),
    ]


@pytest.mark.parametrize("question", PLAIN)
def test_a_question_says_what_its_lines_say(practice: Workspace, question: str) -> None:
    given = {"basis": "service"} if question == "aging_month_ends" else {}
    told = 0
    for chosen in filters(practice):
        plain = practice.rows(PLAIN[question], **parameters(PLAIN[question], chosen))
        rows: list[Any] = [SAID[question](row) for row in ask(practice, question, chosen, **given)]
        rows = [row for row in rows if row is not None]
        if question == "aging_month_ends":  # the question has every month end, and only the last twelve
            rows, plain = [row for row in rows if any(row[1:])], _of_days(plain, {row[0] for row in rows})
        assert sorted(rows, key=repr) == sorted(plain, key=repr), chosen
        told += len(rows)
    assert told


def _of_days(rows: list[tuple], days: set[datetime.date]) -> list[tuple]:
    return [row for row in rows if row[0] in days and any(row[1:])]
