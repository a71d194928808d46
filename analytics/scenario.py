"""What if: the same figures under other assumptions, another unit rule or the therapy thresholds of another year.

The audit's own tables are never touched and the base case always stands beside. Shares are arithmetic; a unit rule or a
threshold makes what reads it again in a schema of its own (analytics.rules.effect), by the same SQL.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal

import duckdb

from analytics import pipeline
from analytics.errors import InputError
from analytics.loss import NOTHING, Assumed, Loss, Range, annualized, assumed, under
from analytics.questions import ask
from analytics.rules.effect import FOLLOWED, Told, needed, shadow, telling
from analytics.selection import Filter
from analytics.workspace import Workspace

UnitRule = Literal["as it is", "cms", "ama"]
AS_IT_IS, UNIT_RULES = "as it is", ("as it is", "cms", "ama")
READ = ("unit_visit", "unit_audit", "finding")
TIMED = """
create table payer_rule as
select * exclude (unit_rule),
    case when unit_rule in ('cms', 'ama', 'strict15') then $rule else unit_rule end as unit_rule
from main.payer_rule
"""
THRESHOLD = """
create table therapy_threshold as
select y.year, t.* exclude (year)
from main.therapy_threshold as t
cross join (
    select year from main.therapy_threshold
    union select cast(extract(year from dos) as integer) from main.billed_line
) as y
where t.year = $year
"""


@dataclass(frozen=True)
class Scenario:
    """What is to be otherwise; nothing given is as it is.

    recovery: what comes back of open dollars, as a multiple of every share assumed (at most all comes back), or a share
    of its own by leak category. capture: share of the yearly loss that is kept from now on.
    unit_rule: the rule of every payer that pays by time (those paid by the visit, or judged by a person, stay).
    threshold_year: the year whose therapy thresholds hold in all years.
    """

    recovery: Decimal | Mapping[str, Decimal] | None = None
    capture: Decimal | None = None
    unit_rule: UnitRule = AS_IT_IS
    threshold_year: int | None = None

    @property
    def is_instant(self) -> bool:
        """Whether no table has to be made again."""
        return self.unit_rule == AS_IT_IS and self.threshold_year is None


@dataclass(frozen=True)
class Figures:
    """What a scenario moves: dollars of the lines chosen, the loss a year; visits under and over by their minutes.

    open_dollars: rows of shown/recoverable_now.sql.
    """

    loss: Loss
    open_dollars: tuple[dict[str, Any], ...]
    missed_value: Decimal
    excess_value: Decimal
    visits_under: int
    visits_over: int
    leaks: Decimal
    exposure: Decimal
    at_risk: Decimal

    def under(self, shares: Assumed) -> Figures:
        """The same under other shares: arithmetic, nothing is asked again."""
        return replace(self, loss=under(self.loss, self.open_dollars, shares))


@dataclass(frozen=True)
class Compared:
    """The base case and what would be."""

    base: Figures
    then: Figures


def compare(
    workspace: Workspace, scenario: Scenario, chosen: Filter | None = None, told: Told = lambda *_: None
) -> Compared:
    """The figures of the chosen lines as they are and under a scenario. told: hears of progress where tables are made.

    Raises InputError for a share outside 0 to 1, a rule or a year nobody knows.
    """
    check(workspace, scenario)
    base, other = _figures(workspace, chosen), altered(assumed(ask(workspace, "loss_assumptions")), scenario)
    if scenario.is_instant:
        return Compared(base, base.under(other))
    with _made(workspace, scenario, told) as then:
        return Compared(base, _figures(then, chosen).under(other))


def check(workspace: Workspace, scenario: Scenario) -> None:
    """Raises InputError where a scenario says what cannot be."""
    given = scenario.recovery
    shares = [scenario.capture, *(given.values() if isinstance(given, Mapping) else ())]
    for share in shares:
        if share is not None and not (share.is_finite() and 0 <= share <= 1):
            raise InputError(f"{share} is no share", fix="give a number from 0 to 1")
    if isinstance(given, Decimal) and not (given.is_finite() and given >= 0):
        raise InputError(f"{given} is no multiple", fix="give a number from 0 on")
    if scenario.unit_rule not in UNIT_RULES:
        raise InputError(f"{scenario.unit_rule} is no unit rule to compare", fix=f"take one of {', '.join(UNIT_RULES)}")
    if scenario.threshold_year is not None and scenario.threshold_year not in years(workspace):
        raise InputError(f"no therapy threshold of {scenario.threshold_year} is known", fix="take a year that has one")


def years(workspace: Workspace) -> list[int]:
    """The years whose therapy threshold is known, the latest first."""
    return [row["year"] for row in ask(workspace, "loss_threshold_years")]


def altered(shares: Assumed, scenario: Scenario) -> Assumed:
    """The shares of a scenario: one that somebody states has no range, a multiple moves the range with it."""
    given, recovery = scenario.recovery, shares.recovery
    if isinstance(given, Mapping):
        recovery = recovery | {name: _sure(share) for name, share in given.items()}
    elif given is not None:
        recovery = {name: _scaled(share, given) for name, share in recovery.items()}
    return Assumed(shares.capture if scenario.capture is None else _sure(scenario.capture), recovery)


def _sure(share: Decimal) -> Range:
    return Range(share, share, share)


def _scaled(share: Range, by: Decimal) -> Range:
    ends = (share.base, share.low, share.high)
    return Range(*(None if end is None else min(end * by, Decimal(1)) for end in ends))


class _Beside:
    """What questions.ask needs of a workspace, answered where the search path of a cursor begins."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        self._cursor = cursor

    def records(self, sql: str, **parameters: Any) -> list[dict[str, Any]]:
        result = self._cursor.execute(sql, parameters or None)
        names = [column[0] for column in result.description]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


@contextmanager
def _made(workspace: Workspace, scenario: Scenario, told: Told) -> Iterator[_Beside]:
    """The tables of a scenario, as long as they are asked."""
    stale = set()
    with shadow(workspace) as cursor:
        if scenario.unit_rule != AS_IT_IS:
            cursor.execute(TIMED, {"rule": scenario.unit_rule}).fetchall()
            stale.add("payer_rule")
        if scenario.threshold_year is not None:
            cursor.execute(THRESHOLD, {"year": scenario.threshold_year}).fetchall()
            stale.add("therapy_threshold")
        steps = [*FOLLOWED, *(name for name in needed(READ) if name not in FOLLOWED)]
        pipeline.make(workspace, stale, steps=telling(told, steps), cursor=cursor)
        yield _Beside(cursor)


def _figures(workspace: Workspace | _Beside, chosen: Filter | None) -> Figures:
    units = ask(workspace, "summary_units", chosen)[0]
    sums = {"leak": NOTHING, "exposure": NOTHING, "at_risk": NOTHING}
    for row in ask(workspace, "summary_findings", chosen):  # one row per kind and category
        sums[row["kind"]] = sums.get(row["kind"], NOTHING) + row["amount"]
    return Figures(
        loss=annualized(workspace, chosen),
        open_dollars=tuple(ask(workspace, "recoverable_now", chosen)),
        missed_value=units["missed_value"],
        excess_value=units["excess_value"],
        visits_under=units["visits_under"],
        visits_over=units["visits_over"],
        leaks=sums["leak"],
        exposure=sums["exposure"],
        at_risk=sums["at_risk"],
    )
