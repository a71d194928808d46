"""Ranges for yearly figures from their weeks."""

from __future__ import annotations

import functools
from decimal import ROUND_HALF_UP, Decimal

import numpy as np

SEED = 20260101
DRAWS = 4000
YEAR = 365
CENT = Decimal("0.01")


def yearly_ranges(sums: np.ndarray, days: np.ndarray) -> list[tuple[Decimal, Decimal]]:
    """10th and 90th percentile of yearly amounts when weeks are drawn again with replacement: one pair per series.

    sums: dollars, one row a series and one column a week (weeks without any are 0); days: days in each week (the last
    may be short). All series see the same draws, and the draw is seeded: the same weeks give the same ranges. The
    yearly amount of a draw is 365 x its dollars / its days.
    """
    times = _times_drawn(len(days))
    # einsum, not @: a matrix this small is done before a library's threads, which then wait beside the engine's, are up
    yearly = YEAR * np.einsum("dw,sw->ds", times, sums) / np.einsum("dw,w->d", times, days)[:, None]
    return [(_cents(low), _cents(high)) for low, high in np.percentile(yearly, [10, 90], axis=0).T]


@functools.lru_cache(maxsize=4)
def _times_drawn(weeks: int) -> np.ndarray:
    """How often each draw (row) takes each week (column).

    One week fewer than there are is drawn: n weeks vary less around their own mean than around the truth, and n draws
    of them would give a range too narrow by sqrt(1 - 1/n) (Hesterberg, What Teachers Should Know About the Bootstrap).
    """
    picks = np.random.default_rng(SEED).integers(0, weeks, size=(DRAWS, max(weeks - 1, 1)))
    flat = picks + weeks * np.arange(DRAWS)[:, None]
    return np.bincount(flat.ravel(), minlength=DRAWS * weeks).reshape(DRAWS, weeks).astype(float)


def _cents(amount: float) -> Decimal:
    return Decimal(str(amount)).quantize(CENT, ROUND_HALF_UP)
