"""Is the 80 % range of the yearly loss one? Over practices whose true loss is known, through the code pages call."""

from __future__ import annotations

import datetime

import pytest
from loss_practice import FIRST_DAY, WEEKS, simulate, true_loss

from analytics.loss import Loss, annualized
from analytics.questions import ask
from analytics.selection import Filter
from analytics.workspace import Workspace

BATCHES, BATCH = 10, 50  # practices are told apart by a filter: fewer together are asked faster
PERIODS = (13, 26, WEEKS)  # the last so many mature weeks


@pytest.fixture(scope="module")
def losses() -> dict[int, list[Loss]]:
    """Each practice's yearly loss, by the weeks it was measured on; the shorter ones of every other practice."""
    starts = {weeks: FIRST_DAY + datetime.timedelta(7 * (WEEKS - weeks)) for weeks in PERIODS}
    found = {weeks: [] for weeks in PERIODS}
    with Workspace(threads=1) as workspace:
        for batch in range(BATCHES):
            simulate(workspace, BATCH, seed=20260101 + batch)
            now = ask(workspace, "recoverable_now")  # asked beforehand, as the pages do; no yearly figure rests on it
            for weeks, some in found.items():
                chosen = [Filter(payers=(f"P{number}",), start=starts[weeks]) for number in range(BATCH)]
                some += [annualized(workspace, one, now) for one in chosen[:: 1 if weeks == WEEKS else 2]]
    return found


def holds(loss: Loss) -> bool:
    return float(loss.total.low) <= true_loss() <= float(loss.total.high)


def width(losses: list[Loss]) -> float:
    return sum(float(loss.total.high - loss.total.low) for loss in losses) / len(losses)


def test_the_practices_are_what_the_test_says(losses):
    measured = [loss.weeks for loss in losses[WEEKS]]
    assert (min(measured), max(measured)) == (WEEKS, WEEKS)
    assert any(loss.days % 7 for loss in losses[WEEKS]), "a last week that is not whole"
    mean = sum(float(loss.total.base) for loss in losses[WEEKS]) / len(losses[WEEKS])
    assert mean == pytest.approx(true_loss(), rel=0.02)


def test_the_range_holds_the_truth_eight_times_in_ten(losses):
    assert len(losses[WEEKS]) == 500
    held = sum(map(holds, losses[WEEKS])) / 500
    assert 0.76 <= held <= 0.84


def test_the_range_narrows_with_the_root_of_the_weeks(losses):
    for few, many in ((13, 26), (26, WEEKS)):
        ratio = width(losses[few]) / width(losses[many])
        assert ratio == pytest.approx((many / few) ** 0.5, rel=0.15)


def test_a_short_measurement_says_that_the_season_is_not_in_it(losses):
    season = "less than six months: the season is not in it"
    assert all((loss.days < 183) == (season in loss.warnings) for some in losses.values() for loss in some)
    assert any(season in loss.warnings for loss in losses[13])
