"""Changes told from noise: what alarms and watches see, how often they are wrong, and why no one step does both."""

from __future__ import annotations

import datetime
import functools
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pytest
from scipy.stats import binom, hypergeom

from analytics.statistics import scan
from analytics.statistics.changes import changes, history
from analytics.statistics.scan import Search
from analytics.statistics.tails import at_least

SERIES, CASES, BEFORE, AFTER = 60, 60, 0.05, 0.12
YEAR = 52
MONDAY = datetime.date(2025, 1, 6)


class Wrong(NamedTuple):
    """Of unchanged practices: the share alarmed in a year, watches begun in a year and standing in a week, each."""

    alarmed: float
    begun: float
    standing: float


class Seen(NamedTuple):
    """Of jumps: the share told by an alarm within so many weeks, and by either within three."""

    alarm: dict[int, float]
    either: float
    dated: float  # of those told, the share whose week is right to one week


def drawn(seed: int, practices: int, weeks: int, rate: float = BEFORE, cases: int = CASES):
    """Cases, refusals and the practice of each series, where nothing changes."""
    shape = (weeks, practices * SERIES)
    refused = np.random.default_rng(seed).binomial(cases, rate, shape)
    return np.full(shape, cases), refused, np.repeat(np.arange(practices), SERIES)


@functools.cache
def unchanged(practices: int = 1500, seed: int = 20260101, **kind: float) -> Wrong:
    """A year of weekly looks after a year of history; in parts, for memory."""
    parts, alarmed, begun, standing = practices // 250, 0, 0, 0
    for part in range(parts):
        cases, refused, practice = drawn(seed + part, 250, 2 * YEAR, **kind)
        search = Search(cases, refused, practice).run(first=YEAR)
        alarmed += len({int(practice[found.series]) for found in search.found})
        year = search.watching[YEAR:]
        begun += (year[1:] & ~year[:-1]).sum() + year[0].sum()
        standing += year.sum()
    return Wrong(alarmed / practices, begun / practices, standing / practices / YEAR)


@functools.cache
def jumped(practices: int = 1000, seed: int = 20260202) -> Seen:
    """One series of sixty jumps after 60 weeks."""
    cases, refused, practice = drawn(seed, practices, 68)
    series = np.arange(0, practices * SERIES, SERIES)
    refused[60:, series] = np.random.default_rng(seed + 1).binomial(CASES, AFTER, (8, practices))
    search = Search(cases, refused, practice).run(first=60)
    told = {found.series: found for found in search.found if found.level > 0}
    delay = np.array([told[each].flagged - 59 if each in told else 99 for each in series])
    off = np.array([abs(told[each].began - 60) for each in series if each in told])
    watched = search.watching[60:63, series].any(axis=0)
    return Seen(
        {week: (delay <= week).mean() for week in (3, 4, 6, 8)}, (watched | (delay <= 3)).mean(), (off <= 1).mean()
    )


def test_fewer_than_five_of_a_hundred_unchanged_practices_are_alarmed_in_a_year():
    share = unchanged().alarmed
    assert share + 2 * (share * (1 - share) / 1500) ** 0.5 < 0.05


@pytest.mark.parametrize("kind", [{"cases": 200, "rate": 0.2}, {"cases": 8, "rate": 0.05}], ids=str)
def test_larger_and_smaller_series_are_no_likelier_to_alarm(kind):
    """Larger ones use the whole level: counts are finer. 0.042 of 2,000 practices at 200 cases and 20 %."""
    assert unchanged(500, 20260303, **kind).alarmed < 0.05


def test_what_an_alarm_sees():
    """Measured on 4,000 jumps: 0.18, 0.32, 0.62, 0.82 within 3, 4, 6, 8 weeks."""
    for week, least in {3: 0.15, 4: 0.29, 6: 0.58, 8: 0.79}.items():
        assert jumped().alarm[week] >= least


def test_an_alarm_knows_the_week_the_change_began():
    assert jumped().dated >= 0.8


def test_nine_of_ten_jumps_are_told_within_three_weeks_by_a_watch():
    assert jumped().either >= 0.90


def test_false_watches_are_as_many_as_the_page_says():
    """About 39 begin in a year of 60 series, about one stands at any time."""
    assert 36 <= unchanged().begun <= 43
    assert 0.9 <= unchanged().standing <= 1.25


@pytest.mark.xfail(
    strict=True,
    reason="no procedure can: even knowing the rate before, the size of the jump and three weeks in 17, at 5 % of"
    " practice-years over 60 series it sees at most 46 % within three weeks (test_no_single_step_can_do_both)",
)
def test_one_step_does_both():
    assert unchanged().alarmed < 0.05
    assert jumped().alarm[3] >= 0.90


def test_no_single_step_can_do_both():
    """Neyman and Pearson: no test beats the likelihood ratio, here of a jump somewhere, which knows all but where.

    Whoever tells, within three weeks and in 90 of 100 runs, a jump in any series and any three weeks of the year, has a
    test ("any alarm this year") of the mixture of those jumps; its level is what unchanged practices suffer.
    """
    cases, blocks = 3 * CASES, YEAR // 3
    counts = np.arange(cases + 1)
    unchanged_mass, tail = binom.pmf(counts, cases, BEFORE), binom.sf(counts - 1, cases, AFTER)
    needed = np.interp(0.9, tail[::-1], binom.sf(counts - 1, cases, BEFORE)[::-1])
    assert needed == pytest.approx(0.0135, abs=2e-4)  # of one series, once: 56 of 100 practices of 60 in one look
    ratio = binom.pmf(counts, cases, AFTER) / unchanged_mass
    rng, places = np.random.default_rng(20260404), SERIES * blocks
    quiet = rng.multinomial(places, unchanged_mass, 20_000) @ ratio
    moved = rng.multinomial(places - 1, unchanged_mass, 20_000) @ ratio + ratio[rng.binomial(cases, AFTER, 20_000)]
    assert (moved > np.quantile(quiet, 0.95)).mean() == pytest.approx(0.457, abs=0.015)
    assert (quiet >= np.quantile(moved, 0.10)).mean() == pytest.approx(0.647, abs=0.015)


@pytest.mark.parametrize("times", [1.5, 3])
def test_weeks_that_scatter_more_than_chance_seldom_alarm(times, monkeypatch):
    """Refusals in batches: the rate of each week is itself drawn, so that weeks vary so many times more than by chance.

    Not held to 5 of 100 as chance is: what scatters has longer tails too. Of 400 practices 26, 14, 19 and 30 were
    alarmed where weeks varied 1.2, 1.5, 2 and 3 times as much as by chance.
    """
    spread, shape = (CASES - 1) / (times - 1) - 1, (2 * YEAR, 100 * SERIES)
    rng, cases, practice = np.random.default_rng(20260505), np.full(shape, CASES), np.repeat(np.arange(100), SERIES)
    refused = rng.binomial(CASES, rng.beta(BEFORE * spread, (1 - BEFORE) * spread, shape))
    alarmed = {int(practice[each.series]) for each in Search(cases, refused, practice).run(YEAR).found}
    assert len(alarmed) <= 15
    monkeypatch.setattr(scan, "SCATTER", 1e9)  # taken for chance, they would
    untold = {int(practice[each.series]) for each in Search(cases, refused, practice).run(YEAR).found}
    assert len(untold) >= 75


def test_tails_are_those_of_a_reference():
    rng = np.random.default_rng(20260606)
    total = rng.integers(1, 5000, 4000)
    drawn_, marked = rng.integers(0, total + 1), rng.integers(0, total + 1)
    found = rng.integers(np.ceil(drawn_ / total * marked), drawn_ + 2)
    expected = hypergeom.sf(found - 1, total, marked, drawn_)
    np.testing.assert_allclose(at_least(found, drawn_, marked, total), expected, rtol=1e-6, atol=1e-14)


@pytest.mark.parametrize(("far", "level"), [(scan.NEAR, scan.WATCH), (scan.FAR, scan.END)])
def test_nothing_that_counts_lies_nearer_than_the_screen(far, level):
    """Every table of up to 160 cases in the window and before: a tail below the level is beyond the screen."""
    for before in (60, 61, 100, 160):
        drawn_, found, marked = (each.ravel() for each in np.mgrid[1:161:3, 0:161, 1:160])
        total = drawn_ + before
        fits = (found <= drawn_) & (found <= marked) & (marked - found <= before) & (marked < total)
        drawn_, found, marked, total = (each[fits] for each in (drawn_, found, marked, total))
        share = drawn_ / total
        deviation = np.sqrt(marked * share * (1 - share) * (total - marked) / (total - 1))
        near = np.flatnonzero((found > marked * share) & (found - marked * share <= far * deviation))
        tails = at_least(found[near], drawn_[near], marked[near], total[near])
        assert tails.min() > level


# --- one series, by hand -------------------------------------------------------------------------------------------


def of_weeks(*stretches: tuple[int, int, int]) -> pa.Table:
    """The answer of denial_weeks.sql for one series: weeks, cases and refusals of each stretch."""
    counts = [(cases, refused) for weeks, cases, refused in stretches for _ in range(weeks)]
    return table("UHC", "97530", "auth_referral", counts)


def table(payer: str, cpt: str, family: str, counts: list[tuple[int, int]], series: int = 1) -> pa.Table:
    rows = [
        {"series_no": series, "payer": payer, "cpt": cpt, "family": family, "week": MONDAY + datetime.timedelta(7 * at),
         "lines": 2 * cases, "denied": 2 * refused, "cases": cases, "refused": refused}
        for at, (cases, refused) in enumerate(counts)
        if cases
    ]  # fmt: skip
    return pa.Table.from_pylist(rows)


def test_a_change_carries_its_week_its_rates_and_its_counts():
    told = changes(history(of_weeks((20, 40, 2), (4, 40, 14))))
    (alarm,) = told.alarms
    assert (alarm.payer, alarm.cpt, alarm.family, alarm.direction) == ("UHC", "97530", "auth_referral", "up")
    assert alarm.began == MONDAY + datetime.timedelta(weeks=20)
    assert alarm.flagged - alarm.began <= datetime.timedelta(weeks=1)
    assert (alarm.before.denied, alarm.before.lines, alarm.before.rate) == (80, 1600, 0.05)
    assert (alarm.after.refused, alarm.after.cases, alarm.after.rate) == (56, 160, 0.35)
    assert alarm.ended is None
    assert alarm.p < scan.ALARM
    assert told.watches == ()


def test_the_same_change_alarms_once():
    told = changes(history(of_weeks((20, 40, 2), (50, 40, 10))))
    assert len(told.alarms) == 1


def test_a_change_that_turns_back_is_told_as_ended():
    told = changes(history(of_weeks((20, 40, 2), (6, 40, 14), (12, 40, 2))))
    (alarm,) = told.alarms
    assert alarm.ended == MONDAY + datetime.timedelta(weeks=26)
    assert alarm.after.cases == 240


def test_a_fall_is_told_as_well():
    told = changes(history(of_weeks((20, 40, 14), (8, 40, 1))))
    assert [(alarm.direction, alarm.began) for alarm in told.alarms] == [("down", MONDAY + datetime.timedelta(140))]


def test_a_second_rise_is_a_change_of_its_own():
    told = changes(history(of_weeks((20, 60, 2), (16, 60, 10), (12, 60, 30))))
    assert [alarm.began for alarm in told.alarms] == [MONDAY + datetime.timedelta(weeks=week) for week in (36, 20)]
    assert told.alarms[1].after.cases == 16 * 60
    assert told.alarms[1].ended is None


@pytest.mark.parametrize(
    "stretches",
    [((5, 40, 2), (3, 40, 14)), ((30, 1, 0), (4, 4, 4)), ((40, 40, 0), (1, 40, 2)), ((60, 40, 2),)],
    ids=["too few weeks", "too few cases", "two refusals", "no change"],
)
def test_nothing_is_told_of(stretches):
    assert changes(history(of_weeks(*stretches))).alarms == ()


def test_small_series_are_not_counted_as_watched():
    parts = [table("A", "97110", "bundling", [(40, 2)] * 30, 1), table("B", "97110", "bundling", [(1, 0)] * 30, 2)]
    told = changes(history(pa.concat_tables(parts)))
    assert (told.watched, told.small) == (1, 1)


def test_weeks_without_answers_are_weeks():
    past = history(of_weeks((10, 40, 2), (3, 0, 0), (2, 40, 2)))
    assert len(past.weeks) == 15
    assert past.cases[10:13].sum() == 0
    assert changes(past).alarms == ()


def test_nothing_loaded_tells_nothing():
    past = history(of_weeks((1, 40, 2)).slice(0, 0))
    assert (past.series, changes(past).alarms, changes(past).watched) == ((), (), 0)
