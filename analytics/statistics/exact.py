"""Two shares held against each other without asking for large numbers: exact tests, honest intervals, enough cases.

A comparison is one or several strata (here: procedure codes), so that like is held against like. All strata together
are tested at once; with one stratum the test is Fisher's and the interval Newcombe's.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

Z = 1.959963984540054  # the 97.5th percentile of the normal distribution: intervals are of 95 %
LEAST_P = 1e-25  # a smaller one is not told apart from none
NEGLECTED = 1e-30  # of the probability of a single outcome
MOST_CASES = 1_000_000


class Sides(NamedTuple):
    """Cases (denied lines) among all, on two sides: with something, and without it."""

    cases_with: int
    all_with: int
    cases_without: int
    all_without: int


class Difference(NamedTuple):
    """Share without less share with, and its interval of 95 %; the shares are those of the same mix of strata."""

    with_it: float
    without_it: float
    difference: float
    low: float
    high: float


def fisher(sides: Sides) -> float:
    """Fisher's exact test, two-sided: the probability of a table no likelier than this one (Fisher 1935)."""
    return stratified([sides])


def stratified(strata: Sequence[Sides]) -> float:
    """The exact test of no difference within any stratum, two-sided: Mantel and Haenszel's without its approximation.

    Given how many cases each stratum has, the cases without follow a hypergeometric distribution in each; their sum is
    judged as in Fisher's test (Mehta, Patel and Gray, J Am Stat Assoc 1985). A stratum with one side only says nothing
    and changes nothing. Never below LEAST_P.
    """
    first, chances = 0, np.ones(1)
    for sides in strata:
        start, own = _hypergeometric(sides)
        first, chances = first + start, np.convolve(chances, own)
    at = sum(sides.cases_without for sides in strata) - first
    if not 0 <= at < len(chances):
        return LEAST_P
    # one part in ten million more: tables of one likelihood differ by what is rounded
    return float(min(max(chances[chances <= chances[at] * (1 + 1e-7)].sum(), LEAST_P), 1.0))


def _hypergeometric(sides: Sides) -> tuple[int, np.ndarray]:
    """The chances of each number of cases without, from the first that has any to speak of."""
    cases = sides.cases_with + sides.cases_without
    low, high = max(0, cases - sides.all_with), min(cases, sides.all_without)
    k = np.arange(low, high, dtype=float)
    steps = (cases - k) * (sides.all_without - k) / ((k + 1) * (sides.all_with - cases + k + 1))
    logs = np.concatenate(([0.0], np.cumsum(np.log(steps))))
    chances = np.exp(logs - logs.max())
    chances /= chances.sum()
    (kept,) = np.nonzero(chances > NEGLECTED)
    return low + int(kept[0]), chances[kept[0] : kept[-1] + 1]


def difference(strata: Sequence[Sides]) -> Difference:
    """Both shares over one mix of strata (weights of Mantel and Haenszel) and Newcombe's interval of their difference.

    Newcombe, Stat Med 1998, 17:873, method 10: Wilson's limits of both shares, squared and added. Several strata: a
    weighted share has the precision of 1 / sum(weight^2 / lines) lines, which are fewer than there are.
    Raises ValueError where no stratum has both sides.
    """
    both = [sides for sides in strata if sides.all_with and sides.all_without]
    if not both:
        raise ValueError("nothing to compare")
    weights = [sides.all_with * sides.all_without / (sides.all_with + sides.all_without) for sides in both]
    whole = math.fsum(weights)
    shares = [weight / whole for weight in weights]
    one = math.fsum(share * s.cases_with / s.all_with for share, s in zip(shares, both, strict=True))
    two = math.fsum(share * s.cases_without / s.all_without for share, s in zip(shares, both, strict=True))
    lines_one = 1 / math.fsum(share**2 / s.all_with for share, s in zip(shares, both, strict=True))
    lines_two = 1 / math.fsum(share**2 / s.all_without for share, s in zip(shares, both, strict=True))
    return Difference(one, two, two - one, *_newcombe(one, lines_one, two, lines_two))


def _newcombe(one: float, lines_one: float, two: float, lines_two: float) -> tuple[float, float]:
    low_one, high_one = wilson(one, lines_one)
    low_two, high_two = wilson(two, lines_two)
    gap = two - one
    return (
        max(gap - math.hypot(two - low_two, high_one - one), -1.0),
        min(gap + math.hypot(high_two - two, one - low_one), 1.0),
    )


def wilson(share: float, lines: float, z: float = Z) -> tuple[float, float]:
    """Wilson's interval of one share (J Am Stat Assoc 1927): what Newcombe's is made of. z: another level than 95 %."""
    middle = (share + z**2 / (2 * lines)) / (1 + z**2 / lines)
    half = z / (1 + z**2 / lines) * math.sqrt(share * (1 - share) / lines + z**2 / (4 * lines**2))
    return max(middle - half, 0.0), min(middle + half, 1.0)


def cases_needed(share: float, lines: int, margin: float) -> int | None:
    """How many cases of the other side it takes to say that two shares differ by no more than a margin.

    share, lines: of the side that is known; the other one is taken to have the same share. None where no number of
    them would do: the known side is itself too small.
    """

    def does(count: int) -> bool:
        low, high = _newcombe(share, lines, share, count)
        return -margin <= low and high <= margin

    if not lines or not does(MOST_CASES):
        return None
    low, high = 0, MOST_CASES  # the interval narrows with every case: halve the span between too few and enough
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if does(middle) else (middle, high)
    return high


def adjusted(p_values: Sequence[float]) -> list[float]:
    """Each p as the share of false findings one takes on by believing it and all below it.

    Benjamini and Hochberg, J R Stat Soc B 1995, 57:289. In the order given.
    """
    found, least, count = [1.0] * len(p_values), 1.0, len(p_values)
    for rank, at in reversed(list(enumerate(sorted(range(count), key=p_values.__getitem__), start=1))):
        least = min(least, p_values[at] * (count / rank))
        found[at] = least
    return found
