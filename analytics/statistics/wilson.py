"""The lower end of a share, for one value or for the most striking of many."""

from __future__ import annotations

from statistics import NormalDist

from analytics.statistics.exact import wilson


def lower_end(cases: int, of: int, compared: int = 1) -> float:
    """The lower end of the 95 % interval of cases / of, where the share is the most striking of so many compared.

    Wilson's score interval (1927); the level is shared among the values compared (Bonferroni), because the highest of
    twenty equal rates lies above their mean by chance alone. of: above zero.
    """
    return wilson(cases / of, of, NormalDist().inv_cdf(1 - 0.025 / compared))[0]
