"""What the practice loses a year, with an honest range: mean per mature day x 365, bootstrap over weeks."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

import numpy as np

from analytics.questions import ask
from analytics.selection import Filter
from analytics.statistics.bootstrap import CENT, YEAR, yearly_range
from analytics.workspace import Workspace

FEWEST_WEEKS = 8
METHOD = "mean per mature day x 365; low and high: 10th and 90th percentile of a bootstrap over weeks (fixed seed)"


@dataclass(frozen=True)
class Range:
    """Dollars a year; low and high are None where there are too few weeks to say."""

    base: Decimal
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True)
class Loss:
    """days: mature days the figures rest on; weeks: full ones among them; note: why there is no range, or no figure."""

    total: Range | None
    by_category: dict[str, Range] = field(default_factory=dict)
    days: int = 0
    weeks: int = 0
    recoverable_now: Decimal = Decimal("0.00")
    note: str = ""
    method: str = METHOD


def annualized(workspace: Workspace, chosen: Filter | None = None) -> Loss:
    """The yearly loss of the chosen lines, total and by leak category (largest first).

    Source of the definition: the audit's contract ("annualized"). Needs a rebuilt workspace.
    """
    span = ask(workspace, "loss_span", chosen)[0]
    if span["first_day"] is None:
        return Loss(None, note="no billed lines")
    last_day = min(span["mature_to"] or span["last_day"], span["last_day"])
    days = (last_day - span["first_day"]).days + 1
    if days < 1:
        return Loss(
            None,
            recoverable_now=span["recoverable_now"],
            note="no date of service is old enough for 90 % of its lines to have been answered",
        )
    weekly = ask(workspace, "loss_weeks", chosen)
    lengths = np.full((days + 6) // 7, 7.0)
    lengths[-1] = days - 7 * (len(lengths) - 1)
    full_weeks = days // 7
    categories = sorted({row["category"] for row in weekly})
    series = {category: np.zeros(len(lengths)) for category in categories}
    base = dict.fromkeys(categories, Decimal(0))
    for row in weekly:  # one row per week and category, not per line
        series[row["category"]][row["week"]] = float(row["amount"])
        base[row["category"]] += row["amount"]

    def ranged(amount: Decimal, sums: np.ndarray) -> Range:
        yearly = (amount * YEAR / days).quantize(CENT, ROUND_HALF_UP)
        return Range(yearly, *yearly_range(sums, lengths)) if full_weeks >= FEWEST_WEEKS else Range(yearly)

    by_category = {category: ranged(base[category], series[category]) for category in categories}
    total = ranged(sum(base.values(), Decimal(0)), sum(series.values(), np.zeros(len(lengths))))
    note = "" if full_weeks >= FEWEST_WEEKS else f"{full_weeks} mature weeks: no range below {FEWEST_WEEKS}"
    ordered = dict(sorted(by_category.items(), key=lambda item: -item[1].base))
    return Loss(total, ordered, days, full_weeks, span["recoverable_now"], note)
