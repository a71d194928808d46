"""Key figures: each with its numerator, denominator and formula, what it is measured against, and what it rests on.

How each is counted and which file gives it is data (data/reference/kpi.csv); the sums are the questions below.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from analytics import kpi_targets
from analytics.errors import InputError
from analytics.kpi_parts import PARTS, Asked, Parts, Row
from analytics.questions import ask
from analytics.selection import Filter
from analytics.workspace import Workspace

FEWEST_CASES = 30
SUMMARIES = ("summary_units", "summary_denials", "summary_receivables")
FILTERED = (*SUMMARIES, "kpi_denials", "kpi_money", "kpi_underpaid", "kpi_lags")
UNFILTERED = ("summary_clean_claims", "kpi_sources")


@dataclass(frozen=True)
class Kpi:
    """One key figure of the lines chosen.

    value: a share of 1, days, dollars or a number (unit); None where nothing gives it: missing then names the file that
    would, and has_files says whether it is there and only no such case is. numerator is None for a median, whose
    denominator is the number of cases. status: good (meets the target) | watch | bad (past warn) | None (no target, or
    too few cases). lines_left_out: cases that could not be counted, and why. Benchmarks are null on an open side; trust
    is theirs.
    """

    name: str
    value: float | None
    numerator: Decimal | int | None
    denominator: Decimal | int | None
    formula: str
    date_basis: str
    unit: str
    missing: str | None
    has_files: bool
    better: str
    target: Decimal | None
    warn: Decimal | None
    is_own_target: bool
    status: str | None
    benchmark_low: Decimal | None
    benchmark_high: Decimal | None
    benchmark_text: str | None
    benchmark_source: str | None
    trust: str | None
    note: str
    cases: int
    lines_left_out: int
    left_out_why: str
    area: str
    numerator_label: str | None
    denominator_label: str
    has_trend: bool
    parts: str  # count | dollars | dollars per count: what numerator and denominator are


def kpis(
    workspace: Workspace,
    chosen: Filter | None = None,
    known: Asked | None = None,
    *,
    names: Collection[str] = tuple(PARTS),
) -> list[Kpi]:
    """The key figures of the chosen lines, in the order of data/reference/kpi.csv. Needs a rebuilt workspace.

    known: rows of those questions (FILTERED, UNFILTERED) that were asked already, under the same filter.
    names: those to count; only what they read is asked.
    """
    kpi_targets.ensure(workspace)
    asked = _Answers(workspace, chosen, known or {})
    told = workspace.records("select * from kpi order by place")
    return [_kpi(one, PARTS[one["name"]](asked), asked["kpi_sources"]) for one in told if one["name"] in names]


class _Answers(dict[str, Row]):
    """The one-row answers by their question, each asked when a figure first reads it."""

    def __init__(self, workspace: Workspace, chosen: Filter | None, known: Asked):
        super().__init__(known)
        self._workspace, self._chosen = workspace, chosen

    def __missing__(self, name: str) -> Row:
        self[name] = ask(self._workspace, name, self._chosen if name in FILTERED else None)[0]
        return self[name]


def kpi_trend(workspace: Workspace, name: str, chosen: Filter | None = None) -> list[dict[str, Any]]:
    """The months of one key figure: month (its first day), cases, numerator, denominator, value, is_mature.

    Months go by the figure's date basis; a figure that has no monthly series has no row. Raises InputError for a name
    nobody knows.
    """
    if name not in PARTS:
        raise InputError(f"{name} is no key figure", fix="choose one of those listed")
    return ask(workspace, "kpi_trend", chosen, figure=name)


def _kpi(told: Row, parts: Parts, sources: Row) -> Kpi:
    has_files = bool(sources[told["input"]])
    value = _value(parts) if has_files else None
    is_known = value is not None
    too_few = is_known and parts.cases < FEWEST_CASES
    notes = [
        f"n = {parts.cases:,}: too few to judge" if too_few else "",
        parts.note if is_known else "",
        "the files are there, but no such case among the lines chosen" if has_files and not is_known else "",
    ]
    return Kpi(
        name=told["name"],
        value=value,
        numerator=parts.numerator,
        denominator=parts.denominator if is_known else None,
        formula=told["formula"],
        date_basis=told["date_basis"],
        unit=told["unit"],
        missing=None if is_known else told["needs"],
        has_files=has_files,
        better=told["better"],
        target=told["target"],
        warn=told["warn"],
        is_own_target=told["is_own"],
        status=None if value is None or too_few else _status(value, told),
        benchmark_low=told["benchmark_low"],
        benchmark_high=told["benchmark_high"],
        benchmark_text=told["benchmark_text"],
        benchmark_source=told["benchmark_source"],
        trust=told["trust"],
        note="; ".join(note for note in notes if note),
        cases=parts.cases,
        lines_left_out=parts.left_out,
        left_out_why=parts.why if parts.left_out else "",
        area=told["area"],
        numerator_label=told["numerator_label"],
        denominator_label=told["denominator_label"],
        has_trend=told["has_trend"],
        parts=told["parts"],
    )


def _value(parts: Parts) -> float | None:
    if parts.middle is not None:
        return float(parts.middle)
    known = parts.denominator and parts.numerator is not None
    return float(parts.numerator) / float(parts.denominator) if known else None


def _status(value: float, told: Row) -> str | None:
    """good at the target and better, bad past warn, watch between; a target without warn has nothing bad."""
    if told["target"] is None:
        return None
    sign = 1 if told["better"] == "higher" else -1
    if sign * value >= sign * float(told["target"]):
        return "good"
    return "bad" if told["warn"] is not None and sign * value < sign * float(told["warn"]) else "watch"
