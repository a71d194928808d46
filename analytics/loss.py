"""What the practice loses a year, with an honest range; what of it could be kept; what can still be fetched back."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import numpy as np

from analytics.questions import ask
from analytics.selection import Filter
from analytics.statistics.bootstrap import CENT, YEAR, yearly_ranges
from analytics.workspace import Workspace

FEWEST_WEEKS, HALF_A_YEAR = 8, 183  # weeks, days
METHOD = "mean per mature day x 365; low and high: 10th and 90th percentile of a bootstrap over weeks (fixed seed)"
CAPTURE, RECOVERY = "capture", "recovery:"
NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class Range:
    """Dollars, or a share; low and high are None where nobody can say."""

    base: Decimal
    low: Decimal | None = None
    high: Decimal | None = None

    def times(self, share: Range) -> Range:
        """Dollars x share, low with low and high with high: both may be at their worst together."""
        if self.low is None or self.high is None or share.low is None or share.high is None:
            return Range(cents(self.base * share.base))
        return Range(cents(self.base * share.base), cents(self.low * share.low), cents(self.high * share.high))


@dataclass(frozen=True)
class Loss:
    """The yearly loss of some lines, apart from it what open dollars may bring back.

    days: mature days the figures rest on, up to mature_to; weeks: full ones among them; note: why there is no range, or
    no figure; warnings: what a reader must know of the figures there are.
    preventable: of future years' loss, total and by category, what better habits keep (yearly loss x capture).
    recoverable_now: open dollars of the past still in time; recoverable_expected: of them what is likely to come back.
    A dollar is never in both: what is recoverable now was lost already, what is preventable is not yet.
    """

    total: Range | None
    by_category: dict[str, Range] = field(default_factory=dict)
    days: int = 0
    weeks: int = 0
    recoverable_now: Decimal = NOTHING
    note: str = ""
    method: str = METHOD
    mature_to: datetime.date | None = None
    preventable: Range | None = None
    preventable_by_category: dict[str, Range] = field(default_factory=dict)
    recoverable_expected: Range | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Assumed:
    """Shares nobody can read from files: capture, and what comes back of each leak category's open dollars."""

    capture: Range | None
    recovery: dict[str, Range]


def assumed(rows: Iterable[Mapping[str, Any]]) -> Assumed:
    """The shares in force, their range wide enough to hold the user's own value. rows: shown/loss_assumptions.sql."""
    shares = {row["name"]: Range(row["base"], row["lowest"], row["highest"]) for row in rows}
    recovery = {name.removeprefix(RECOVERY): shares[name] for name in shares if name.startswith(RECOVERY)}
    return Assumed(shares.get(CAPTURE), recovery)


def annualized(workspace: Workspace, chosen: Filter | None = None, rows: list[dict[str, Any]] | None = None) -> Loss:
    """The yearly loss of the chosen lines, total and by leak category (largest first).

    rows: the answer of shown/recoverable_now.sql, where it has been asked already.

    Source of the definition: the audit's contract ("annualized"). Needs a rebuilt workspace.
    """
    shares = assumed(ask(workspace, "loss_assumptions"))
    span = ask(workspace, "loss_span", chosen)[0]
    rows = ask(workspace, "recoverable_now", chosen) if rows is None else rows
    warnings = _warnings(span, rows, shares)
    known = {"recoverable_now": span["recoverable_now"], "warnings": tuple(warnings)}
    if span["first_day"] is None:
        return under(Loss(None, note="no billed lines"), rows, shares)
    last_day = min(span["mature_to"] or span["last_day"], span["last_day"])
    days = (last_day - span["first_day"]).days + 1
    if days < 1:
        known["note"] = "no date of service is old enough for 90 % of its lines to have been answered"
        return under(Loss(None, **known), rows, shares)
    if days < HALF_A_YEAR:
        known["warnings"] = ("less than six months: the season is not in it", *warnings)
    within = {"first_day": str(span["first_day"]), "last_day": str(last_day)}
    yearly = _yearly(ask(workspace, "loss_weeks", chosen, **within), days)
    total = yearly.pop("")
    weeks = days // 7
    measured = {"days": days, "weeks": weeks, "mature_to": last_day, **known}
    if not total.base and any(row["unpriced"] for row in rows):
        measured["note"] = "no leak that was found has a known price; remittances or a fee schedule would tell it"
        return under(Loss(None, **measured), rows, shares)
    few = f"{weeks} mature week{'' if weeks == 1 else 's'}: no range below {FEWEST_WEEKS}"
    return under(Loss(total, yearly, note="" if weeks >= FEWEST_WEEKS else few, **measured), rows, shares)


def under(loss: Loss, rows: Iterable[Mapping[str, Any]], shares: Assumed) -> Loss:
    """The same loss with what these shares make preventable and expected back. rows: shown/recoverable_now.sql."""
    kept = shares.capture
    return replace(
        loss,
        preventable=loss.total.times(kept) if loss.total and kept else None,
        preventable_by_category={name: one.times(kept) for name, one in loss.by_category.items()} if kept else {},
        recoverable_expected=expected(rows, shares.recovery),
    )


def expected(rows: Iterable[Mapping[str, Any]], recovery: Mapping[str, Range]) -> Range:
    """What the rows of shown/recoverable_now.sql are likely to bring; a category without a share counts for nothing."""
    parts = [
        Range(row["recoverable"], row["recoverable"], row["recoverable"]).times(recovery[row["category"]])
        for row in rows
        if row["category"] in recovery
    ]
    return Range(*(sum((getattr(part, end) for part in parts), NOTHING) for end in ("base", "low", "high")))


def cents(amount: Decimal) -> Decimal:
    """Dollars to the cent, halves away from zero, as SQL rounds them."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def _yearly(weekly: list[dict[str, Any]], days: int) -> dict[str, Range]:
    """Dollars a year by category, largest first, and under "" all of them. weekly: rows of shown/loss_weeks.sql."""
    lengths = np.full((days + 6) // 7, 7.0)
    lengths[-1] = days - 7 * (len(lengths) - 1)
    categories = ["", *sorted({row["category"] for row in weekly})]
    place = {category: number for number, category in enumerate(categories)}
    series, amounts = np.zeros((len(categories), len(lengths))), dict.fromkeys(categories, Decimal(0))
    for row in weekly:  # one row per week and category, not per line
        for category in ("", row["category"]):
            series[place[category], row["week"]] += float(row["amount"])
            amounts[category] += row["amount"]
    ends = yearly_ranges(series, lengths) if days // 7 >= FEWEST_WEEKS else [(None, None)] * len(categories)
    ranges = {name: Range(cents(amounts[name] * YEAR / days), *ends[place[name]]) for name in categories}
    return dict(sorted(ranges.items(), key=lambda item: -item[1].base))


def _warnings(span: dict[str, Any], rows: list[dict[str, Any]], shares: Assumed) -> list[str]:
    bare = sorted(row["category"] for row in rows if row["recoverable"] and row["category"] not in shares.recovery)
    return [
        *(
            [f"fewer than 20 answers of {span['borrowed']}: the practice's own lag says what is mature"]
            if span["borrowed"]
            else []
        ),
        *([f"no share recovered is assumed for {', '.join(bare)}: nothing of it is expected"] if bare else []),
        *([] if shares.capture else ["no share kept is assumed: nothing is said of what is preventable"]),
    ]
