"""A range for a yearly figure from its weeks."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import numpy as np

SEED = 20260101
DRAWS = 4000
YEAR = 365
CENT = Decimal("0.01")


def yearly_range(sums: np.ndarray, days: np.ndarray) -> tuple[Decimal, Decimal]:
    """10th and 90th percentile of the yearly amount when weeks are drawn again with replacement.

    sums: dollars per week, one row a week (weeks without any are 0); days: days in each week (the last may be short).
    The draw is seeded: the same weeks give the same range. The yearly amount of a draw is 365 x its dollars / its days.
    """
    generator = np.random.default_rng(SEED)
    picks = generator.integers(0, len(sums), size=(DRAWS, len(sums)))
    yearly = YEAR * sums[picks].sum(axis=1) / days[picks].sum(axis=1)
    low, high = np.percentile(yearly, [10, 90])
    return Decimal(str(low)).quantize(CENT, ROUND_HALF_UP), Decimal(str(high)).quantize(CENT, ROUND_HALF_UP)
