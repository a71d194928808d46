"""The control chart of a series: weekly rates between exact binomial limits about the rate of its baseline.

What is drawn is what is tested (analytics/statistics/changes.py): patients newly refused of patients answered in a
week. A limit is the last count that chance passes at most once in 741 weeks to its side (p = 0.00135, the three
standard deviations of Shewhart), counted from the binomial distribution itself: three standard deviations of a small
week reach below 0 and are passed far too often above. Source: Montgomery, Introduction to Statistical Quality Control,
on p charts of varying size; Laney (2002) on weeks that scatter more than chance.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import numpy as np

from analytics.statistics.changes import Change, History
from analytics.statistics.scan import moving_ranges, scatter
from analytics.statistics.tails import log_factorials

TAIL = 0.00135
NONE_REFUSED = 0.5  # refusals assumed where a baseline has none: that it had none does not make one impossible
SMALL = 10  # cases of a week; below it the limits tell next to nothing and the point is marked


@dataclass(frozen=True)
class Point:
    """A week: rate = refused / cases, None without a case; low and high: the rates still within chance."""

    week: datetime.date
    cases: int
    refused: int
    lines: int
    denied: int
    rate: float | None
    low: float | None
    high: float | None
    is_small: bool
    is_beyond: bool


@dataclass(frozen=True)
class Chart:
    """The weeks of a series, and the baseline its limits stand about (first and last week inclusive).

    rate: None where the baseline has no case; scatter: how many cases count as one (1: no more scatter than chance).
    """

    points: tuple[Point, ...]
    rate: float | None
    first: datetime.date
    last: datetime.date
    scatter: float


def limits(cases: np.ndarray, rate: float, tail: float = TAIL) -> tuple[np.ndarray, np.ndarray]:
    """The fewest and the most refusals within chance for each number of cases: P(X < low), P(X > high) <= tail."""
    low, high = np.zeros((2, len(cases)), dtype=np.int64)
    for number in np.unique(cases):
        low[cases == number], high[cases == number] = _bounds(int(number), rate, tail)
    return low, high


def _bounds(number: int, rate: float, tail: float) -> tuple[int, int]:
    if rate <= 0 or rate >= 1:
        return (0, 0) if rate <= 0 else (number, number)
    logs, count = log_factorials(number), np.arange(number + 1)
    ways = logs[number] - logs[count] - logs[number - count]
    mass = np.exp(ways + count * np.log(rate) + (number - count) * np.log1p(-rate))
    below = np.cumsum(mass)  # P(X <= count)
    above = np.cumsum(mass[::-1])[::-1]  # P(X >= count)
    return int(np.searchsorted(below, tail, side="right")), number - int(np.searchsorted(above[::-1], tail, "right"))


def chart(past: History, series: int, change: Change | None = None) -> Chart:
    """The chart of a column of the history: its baseline is that of the change, without one every week."""
    first, end = 0, len(past.weeks)
    if change is not None:
        end = past.weeks.index(change.began)
        first = past.weeks.index(change.since)
    cases, refused = past.cases[:, series], past.refused[:, series]
    known = int(cases[first:end].sum())
    rate = max(float(refused[first:end].sum()), NONE_REFUSED) / known if known else None
    worth = _worth(cases[first:end], refused[first:end])
    low, high = _rates(cases, rate, worth)
    points = tuple(_point(past, series, week, low[week], high[week]) for week in range(len(past.weeks)))
    return Chart(points, rate, past.weeks[first], past.weeks[end - 1], worth)


def _rates(cases: np.ndarray, rate: float | None, worth: float) -> tuple[list[float | None], list[float | None]]:
    """The limits as rates; None where a week or the baseline has no case."""
    counted = np.where(cases > 0, np.maximum(np.rint(cases / worth), 1), 0).astype(np.int64)
    if rate is None:
        return [None] * len(cases), [None] * len(cases)
    sides = limits(counted, rate)
    return tuple([float(s / n) if n else None for s, n in zip(side, counted, strict=True)] for side in sides)


def _worth(cases: np.ndarray, refused: np.ndarray) -> float:
    ranges, pairs = (each.sum(axis=0) for each in moving_ranges(cases[:, None], refused[:, None]))
    return float(scatter(cases.sum()[None], refused.sum()[None], ranges, pairs, np.zeros(1, dtype=np.int64))[0])


def _point(past: History, series: int, week: int, low: float | None, high: float | None) -> Point:
    cases, refused, lines, denied = (
        int(each[week, series]) for each in (past.cases, past.refused, past.lines, past.denied)
    )
    rate = refused / cases if cases else None
    is_beyond = rate is not None and low is not None and not low - 1e-12 <= rate <= high + 1e-12
    return Point(past.weeks[week], cases, refused, lines, denied, rate, low, high, 0 < cases < SMALL, is_beyond)
