"""The lower end of a share, for one value or for the most striking of many."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist


def lower_end(cases: int, of: int, compared: int = 1) -> float:
    """The lower end of the 95 % interval of cases / of, where the share is the most striking of so many compared.

    Wilson's score interval (1927); the level is shared among the values compared (Bonferroni), because the highest of
    twenty equal rates lies above their mean by chance alone. of: above zero.
    """
    z, share = NormalDist().inv_cdf(1 - 0.025 / compared), cases / of
    middle, half = share + z * z / (2 * of), z * sqrt(share * (1 - share) / of + (z / (2 * of)) ** 2)
    return max((middle - half) / (1 + z * z / of), 0.0)
