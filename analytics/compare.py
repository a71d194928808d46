"""Six key figures of one client beside those of others, or of two periods of one client beside each other.

The six (FIGURES) follow a claim from the visit to the bank, one figure a station: are the units billed that were worked
(unit capture), does the payer accept the line (denials), how fast does it answer (payment lag), what comes in of what
should (net collection), how much is still out (days in AR) and how old it is (AR over 90 days). All are ratios or days,
so that a small practice stands beside a large one; none needs a contract rate, which few have loaded; for four of them
somebody published a range. They are the figures of analytics.kpis, counted by its functions.

Receivables are a level, not a flow: those of a period are what was owed on its last day, over the charges of its days.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from analytics.kpis import FEWEST_CASES, Kpi, kpi_trend, kpis
from analytics.questions import ask
from analytics.selection import Filter
from analytics.statistics import exact
from analytics.statistics.exact import Sides
from analytics.workspace import Workspace

FIGURES = (
    "unit capture rate",
    "first-pass denial rate, lines",
    "payment lag",
    "net collection rate",
    "days in AR",
    "AR over 90 days",
)
LEVELS = ("days in AR", "AR over 90 days")
MOST_OTHERS = 4
PERIOD, SHORTEST = (
    91,
    14,
)  # days: 13 weeks, so that both periods have the same weekdays; less than two weeks says nothing
ELSEWHERE_UNKNOWN = ("practices", "locations", "payers", "providers")  # names that another client's files do not share
ROUNDING = {"share": 3, "days": 1}  # digits that are shown: what looks equal is level
Row = dict[str, Any]


class Span(NamedTuple):
    """Days of service, both ends included."""

    start: datetime.date
    end: datetime.date


@dataclass(frozen=True)
class Side:
    """One of those compared: its figures by name, and the months of each.

    months: month (its first day), cases, numerator, denominator, value, is_mature; of receivables month is the month's
    last day, and false for is_mature means that balances of its age could not be known yet.
    """

    name: str
    figures: dict[str, Kpi]
    months: dict[str, list[Row]]
    span: Span | None = None


def portable(chosen: Filter) -> Filter:
    """The part of a filter that means the same in another client's data: dates, codes, payer classes, disciplines."""
    return replace(chosen, **dict.fromkeys(ELSEWHERE_UNKNOWN, ()))


def left_out(chosen: Filter) -> list[str]:
    """The parts of a filter that portable leaves out: practices, locations, payers, providers."""
    return [name for name in ELSEWHERE_UNKNOWN if getattr(chosen, name)]


def has_lines(workspace: Workspace, chosen: Filter) -> bool:
    """Whether a filter leaves any billed line."""
    return ask(workspace, "line_span", chosen)[0]["lines"] > 0


def client(workspace: Workspace, name: str, chosen: Filter) -> Side:
    """A client as the section of key figures on Overview tells it, with its months."""
    return Side(name, _six(kpis(workspace, chosen, names=FIGURES)), history(workspace, chosen))


def period(workspace: Workspace, name: str, chosen: Filter, span: Span) -> Side:
    """One period of a client; the filter's own days are set aside. Receivables as they stood on its last day."""
    always = replace(chosen, start=None, end=None, basis="service")
    within = replace(always, start=span.start, end=span.end)
    owed = ask(workspace, "ar_days", always, day=str(span.end), basis="service")[0]
    level = {"total": owed["total"], "to_120": owed["over_90"] - owed["over_120"], "over_120": owed["over_120"]}
    level["days"] = (span.end - span.start).days + 1  # also those without a service at either end
    known = {
        "summary_receivables": ask(workspace, "summary_receivables", within)[0] | level,
        "kpi_money": ask(workspace, "kpi_money", within)[0] | {"lines_owed": owed["lines"]},
    }
    return Side(name, _six(kpis(workspace, within, known, names=FIGURES)), {}, span)


def periods(workspace: Workspace, chosen: Filter) -> tuple[Span, Span] | None:
    """The last 91 mature days and as many before, shorter where the lines begin later; None below 14 days each."""
    found = ask(workspace, "compare_days", replace(chosen, start=None, end=None, basis="service"))[0]
    if found["last_day"] is None:
        return None
    days = min(PERIOD, ((found["last_day"] - found["first_day"]).days + 1) // 2)
    if days < SHORTEST:
        return None
    middle = found["last_day"] - datetime.timedelta(days=days)
    one = datetime.timedelta(days=1)
    return Span(middle + one, found["last_day"]), Span(middle - (days - 1) * one, middle)


def history(workspace: Workspace, chosen: Filter) -> dict[str, list[Row]]:
    """The months of each of the six figures."""
    flows = {name: kpi_trend(workspace, name, chosen) for name in FIGURES if name not in LEVELS}
    return flows | _month_ends(ask(workspace, "compare_month_ends", chosen))


def _month_ends(rows: list[Row]) -> dict[str, list[Row]]:
    levels: dict[str, list[Row]] = {name: [] for name in LEVELS}
    for row in rows:  # twelve at most
        daily = row["charges"] / row["days"] if row["charges"] else None
        parts = {"days in AR": (row["total"], daily, row["lines_charged"])}
        parts["AR over 90 days"] = (row["over_90"], row["total"] or None, row["lines_owed"])
        for name, (above, below, cases) in parts.items():
            value = float(above) / float(below) if below else None
            told = {"numerator": above, "denominator": below, "value": value, "is_mature": row["is_whole"]}
            levels[name].append({"month": row["day"], "cases": cases, **told})
    return levels


def _six(measured: list[Kpi]) -> dict[str, Kpi]:
    told = {kpi.name: kpi for kpi in measured}
    return {name: told[name] for name in FIGURES}


def verdict(mine: Kpi, other: Kpi) -> str:
    """How a figure stands to another: better | worse | level | chance | too few (cases, on either side) | unknown.

    chance: a share of cases whose difference has an interval of 95 % (Newcombe's) with 0 in it. Of units the cases are
    the visits, which is the careful side. Dollars and days have no such interval: there every difference is told.
    """
    if mine.value is None or other.value is None:
        return "unknown"
    if min(mine.cases, other.cases) < FEWEST_CASES:
        return "too few"
    said = _judged(mine, difference(mine, other))
    return "chance" if said != "level" and _may_be_chance(mine, other) else said


def _may_be_chance(mine: Kpi, other: Kpi) -> bool:
    if mine.unit != "share" or mine.parts != "count" or max(mine.value, other.value) > 1:
        return False
    sides = Sides(round(mine.value * mine.cases), mine.cases, round(other.value * other.cases), other.cases)
    found = exact.difference([sides])
    return found.low <= 0 <= found.high


def difference(mine: Kpi, other: Kpi) -> float | None:
    """Mine less the other's, in the figure's unit, as precisely as figures are shown."""
    if mine.value is None or other.value is None:
        return None
    digits = ROUNDING[mine.unit]
    return round(round(mine.value, digits) - round(other.value, digits), digits)


def against_range(kpi: Kpi) -> str:
    """How a figure stands to the published range: inside | better | worse; '' where either is not known."""
    if kpi.value is None or not kpi.benchmark_text:
        return ""
    value = round(kpi.value, ROUNDING[kpi.unit])
    if kpi.benchmark_low is not None and value < float(kpi.benchmark_low):
        return _judged(kpi, -1)
    if kpi.benchmark_high is not None and value > float(kpi.benchmark_high):
        return _judged(kpi, 1)
    return "inside"


def _judged(kpi: Kpi, more: float) -> str:
    if more == 0:
        return "level"
    return "better" if (more > 0) == (kpi.better == "higher") else "worse"


def rows(mine: Side, others: Sequence[Side]) -> list[Row]:
    """Every number, one row per figure and side, mine first.

    figure, who, start, end, value (share of 1, or days; None: cannot be told), unit, numerator, denominator, cases,
    difference (mine less this one's), verdict (of mine), published_range (how the value stands to it), published,
    source, note (what it rests on, or why it cannot be told), formula.
    """
    return [_row(name, side, mine) for name in FIGURES for side in (mine, *others)]


def _row(name: str, side: Side, mine: Side) -> Row:
    kpi, own = side.figures[name], mine.figures[name]
    is_mine = side is mine
    return {
        "figure": name,
        "who": side.name,
        "start": side.span and side.span.start,
        "end": side.span and side.span.end,
        "value": kpi.value,
        "unit": kpi.unit,
        "numerator": kpi.numerator,
        "denominator": kpi.denominator,
        "cases": kpi.cases,
        "difference": None if is_mine else difference(own, kpi),
        "verdict": "" if is_mine else verdict(own, kpi),
        "published_range": against_range(kpi),
        "published": kpi.benchmark_text,
        "source": kpi.benchmark_source,
        "note": why_not(kpi) or kpi.note,
        "formula": kpi.formula,
    }


def why_not(kpi: Kpi) -> str:
    """Why a figure cannot be told; '' where it can."""
    if kpi.value is not None:
        return ""
    return "no such case among these lines" if kpi.has_files else f"needs {kpi.missing}"
