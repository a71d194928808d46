"""Exact tails of the hypergeometric distribution for whole arrays, without a library that takes a second to load."""

from __future__ import annotations

import numpy as np

ENOUGH = 1e-12  # terms that add less than this share end a sum
_log_factorials = np.zeros(1)


def log_factorials(most: int) -> np.ndarray:
    """log 0!, log 1!, ... log most!; kept and lengthened when asked for more."""
    global _log_factorials
    if len(_log_factorials) <= most:
        size = max(most + 1, 2 * len(_log_factorials))
        _log_factorials = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, size)))])
    return _log_factorials


def at_least(found: np.ndarray, drawn: np.ndarray, marked: np.ndarray, all_: np.ndarray) -> np.ndarray:
    """P(X >= found) where `drawn` of `all_` are taken at random and `marked` of them are refused.

    Arrays of one shape, whole numbers. found lies above its mean: from there on terms fall, and are summed until they
    no longer count.
    """
    p = np.zeros(len(found))
    place = np.flatnonzero(found <= np.minimum(drawn, marked))
    x, n, m, total = found[place], drawn[place], marked[place], all_[place]
    term = np.exp(_log_mass(x, n, m, total)) if len(place) else np.zeros(0)
    while len(place):
        p[place] += term
        term = term * ((m - x) * (n - x)) / ((x + 1.0) * (total - m - n + x + 1.0))
        going = term > ENOUGH * p[place]
        if not going.all():
            place, x, n, m, total, term = (each[going] for each in (place, x, n, m, total, term))
        x = x + 1
    return np.minimum(p, 1.0)


def _log_mass(x: np.ndarray, n: np.ndarray, m: np.ndarray, total: np.ndarray) -> np.ndarray:
    f = log_factorials(int(total.max()))
    ways = f[n] - f[x] - f[n - x] + f[total - n] - f[m - x] - f[total - n - m + x]
    return ways - f[total] + f[m] + f[total - m]
