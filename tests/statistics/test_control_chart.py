"""Limits of chance, counted exactly, and what a chart says of weeks that are small, empty or beyond them."""

from __future__ import annotations

import dataclasses
import datetime

import numpy as np
import pytest
from scipy.stats import binom

from analytics.statistics.changes import History, changes
from analytics.statistics.control_chart import TAIL, chart, limits

MONDAY = datetime.date(2025, 1, 6)


def of_weeks(*stretches: tuple[int, int, int]) -> History:
    """One series: weeks, cases and refusals of each stretch."""
    weeks = sum(number for number, _, _ in stretches)
    cases, refused = (np.repeat([each[at] for each in stretches], [each[0] for each in stretches]) for at in (1, 2))
    days = tuple(MONDAY + datetime.timedelta(7 * week) for week in range(weeks))
    counts = [each[:, None] for each in (cases, refused, cases, refused)]
    return History((("UHC", "97530", "auth_referral"),), days, *counts)


@pytest.mark.parametrize("rate", [0.001, 0.05, 0.5, 0.93])
def test_limits_are_the_last_counts_within_chance(rate):
    cases = np.arange(1, 400)
    low, high = limits(cases, rate)
    assert (binom.cdf(low - 1, cases, rate) <= TAIL).all()
    assert (binom.cdf(low, cases, rate) > TAIL).all()
    assert (binom.sf(high, cases, rate) <= TAIL).all()
    assert (binom.sf(high - 1, cases, rate) > TAIL).all()


def test_limits_of_what_never_or_always_happens():
    cases = np.array([0, 5])
    assert [side.tolist() for side in limits(cases, 0.0)] == [[0, 0], [0, 0]]
    assert [side.tolist() for side in limits(cases, 1.0)] == [[0, 5], [0, 5]]
    assert [side.tolist() for side in limits(np.array([0]), 0.3)] == [[0], [0]]


def test_limits_stand_about_the_baseline_of_the_change():
    past = of_weeks((20, 40, 2), (4, 40, 14))
    (alarm,) = changes(past).alarms
    shown = chart(past, 0, alarm)
    assert (shown.rate, shown.first) == (0.05, MONDAY)
    assert [point.week for point in shown.points if point.is_beyond] == list(past.weeks[20:])
    assert shown.points[0].high == pytest.approx(binom.isf(TAIL, 40, 0.05) / 40)


def test_small_weeks_are_marked_and_empty_ones_have_no_rate():
    shown = chart(of_weeks((10, 40, 2), (1, 0, 0), (1, 9, 1)), 0)
    empty, small = shown.points[10:]
    assert (empty.rate, empty.low, empty.high, empty.is_beyond) == (None, None, None, False)
    assert (small.is_small, small.is_beyond) == (True, False)


def test_weeks_that_scatter_widen_the_limits():
    past = of_weeks(*[(1, 40, 2), (1, 40, 14)] * 20)
    even = dataclasses.replace(past, refused=np.full_like(past.refused, 8))
    assert chart(past, 0).scatter > 3
    assert chart(even, 0).scatter == 1
    assert chart(past, 0).points[0].high > chart(even, 0).points[0].high
