"""Six key figures of two sides: the same numbers as everywhere, what a difference means, and periods."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from kpis.kpi_practice import AS_OF, JUNE, MARCH, MAY, make

from analytics import compare
from analytics.compare import FIGURES, Span
from analytics.kpis import kpi_trend, kpis
from analytics.questions import ask
from analytics.selection import PARTS, Filter

ANN = Filter(providers=("ann",))


@pytest.fixture(scope="module")
def workspace():
    made = make()
    yield made.workspace
    made.close()


@pytest.mark.parametrize("chosen", [Filter(), ANN, Filter(start=MARCH, end=MAY)], ids=["all", "ann", "spring"])
def test_a_side_has_the_figures_of_overview(workspace, chosen):
    told = {kpi.name: kpi for kpi in kpis(workspace, chosen)}
    side = compare.client(workspace, "Elm", chosen)
    assert side.figures == {name: told[name] for name in FIGURES} and len(FIGURES) == 6
    for name in set(FIGURES) - set(compare.LEVELS):
        assert side.months[name] == kpi_trend(workspace, name, chosen)


@pytest.mark.parametrize("chosen", [Filter(), ANN], ids=["all", "ann"])
def test_month_ends_are_those_of_aging(workspace, chosen):
    """The as-of day is a month's end here: the last point is what is owed now."""
    months = compare.history(workspace, chosen)
    aging = ask(workspace, "aging_month_ends", chosen, basis="service")
    levels = [(row["day"], row["total"], row["is_whole"]) for row in aging]
    assert [(row["month"], row["numerator"], row["is_mature"]) for row in months["days in AR"]] == levels
    shares = [None if row["over_90_share"] is None else float(row["over_90_share"]) for row in aging]
    assert [row["value"] for row in months["AR over 90 days"]] == pytest.approx(shares)
    now = compare.client(workspace, "Elm", chosen).figures["AR over 90 days"]
    last = months["AR over 90 days"][-1]
    assert (last["month"], last["value"], last["cases"]) == (AS_OF, pytest.approx(now.value), now.cases)


def test_days_in_ar_of_a_month_end_are_over_91_days(workspace):
    last = compare.history(workspace, Filter())["days in AR"][-1]
    ((charged,),) = workspace.rows(
        "select sum(charge) from episode where not is_void and dos > $day::date - 91 and dos <= $day", day=AS_OF
    )
    assert last["value"] == pytest.approx(float(last["numerator"]) / (float(charged) / 91))


def test_a_period_counts_its_days_of_service(workspace):
    spring = compare.period(workspace, "spring", ANN, Span(MARCH, MARCH)).figures
    assert (spring["first-pass denial rate, lines"].numerator, spring["first-pass denial rate, lines"].cases) == (2, 4)


def test_what_a_period_left_owed_is_told_of_its_last_day(workspace):
    """All that was owed then, whenever it was served, over the charges a day of the period."""
    span = Span(JUNE, AS_OF)
    figures = compare.period(workspace, "June", Filter(), span).figures
    now = compare.client(workspace, "Elm", Filter()).figures
    assert figures["AR over 90 days"].value == now["AR over 90 days"].value
    assert figures["AR over 90 days"].cases == now["AR over 90 days"].cases
    assert figures["days in AR"].numerator == now["days in AR"].numerator
    assert figures["days in AR"].denominator != now["days in AR"].denominator
    first = compare.period(workspace, "March", Filter(), Span(MARCH, MARCH)).figures
    assert first["AR over 90 days"].value == 0  # on that day nothing was older than a day


def test_a_period_sets_the_days_of_the_filter_aside(workspace):
    span = Span(MARCH, MAY)
    narrow = compare.period(workspace, "x", replace(ANN, start=JUNE, end=AS_OF, basis="remittance"), span)
    assert narrow == compare.period(workspace, "x", ANN, span)


def test_the_usual_periods_are_of_one_length_and_mature(workspace):
    now, before = compare.periods(workspace, Filter())
    assert (now.end - now.start) == (before.end - before.start)
    assert before.end + datetime.timedelta(days=1) == now.start
    ((first, last),) = workspace.rows(
        "select min(dos), max(dos) filter (where dos <= (from mature_to select mature_to)) from episode"
    )
    assert before.start >= first and now.end == last
    assert (now.end - now.start).days + 1 <= compare.PERIOD
    assert compare.periods(workspace, Filter(codes=("99999",))) is None


def test_the_part_of_a_filter_that_holds_elsewhere():
    every = Filter(**{name: ("x",) for name in PARTS}, start=MARCH, end=MAY, basis="submission")
    assert compare.portable(every) == Filter(
        payer_classes=("x",), disciplines=("x",), codes=("x",), start=MARCH, end=MAY, basis="submission"
    )
    assert compare.left_out(every) == ["practices", "locations", "payers", "providers"]
    assert compare.left_out(compare.portable(every)) == []


@pytest.fixture
def figure(workspace):
    """A figure of the practice with another value: figure(name, value, cases)."""
    told = compare.client(workspace, "Elm", Filter()).figures
    return lambda name, value, cases=100_000: replace(told[name], value=value, cases=cases)


DENIALS, COLLECTED, LAG, UNITS = (
    "first-pass denial rate, lines",
    "net collection rate",
    "payment lag",
    "unit capture rate",
)


@pytest.mark.parametrize(
    ("name", "mine", "theirs", "said", "gap"),
    [
        (DENIALS, 0.08, 0.05, "worse", 0.03),
        (DENIALS, 0.05, 0.08, "better", -0.03),
        (DENIALS, 0.0501, 0.0499, "level", 0),
        (COLLECTED, 0.97, 0.95, "better", 0.02),
        (LAG, 19.0, 21.0, "better", -2),
        (LAG, 19.04, 19.0, "level", 0),
        (LAG, None, 19.0, "unknown", None),
        (LAG, 19.0, None, "unknown", None),
        (UNITS, 1.02, 0.99, "better", 0.03),  # above 1 there is no interval of a share
    ],
)
def test_what_a_difference_means(figure, name, mine, theirs, said, gap):
    one, other = figure(name, mine), figure(name, theirs)
    assert compare.verdict(one, other) == said
    assert compare.difference(one, other) == (gap if gap is None else pytest.approx(gap))


def test_a_difference_that_may_be_chance(figure):
    """Newcombe's interval of 8 of 100 and 5 of 100 holds 0, of 800 and 500 of 10,000 not; dollars have none."""
    assert compare.verdict(figure(DENIALS, 0.08, 100), figure(DENIALS, 0.05, 100)) == "chance"
    assert compare.verdict(figure(DENIALS, 0.08, 10_000), figure(DENIALS, 0.05, 10_000)) == "worse"
    assert compare.verdict(figure(COLLECTED, 0.95, 100), figure(COLLECTED, 0.97, 100)) == "worse"
    assert compare.verdict(figure(DENIALS, 0.08, 29), figure(DENIALS, 0.05, 10_000)) == "too few"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        (DENIALS, 0.05, "inside"),
        (DENIALS, 0.051, "worse"),
        (COLLECTED, 0.94, "worse"),
        (COLLECTED, 0.97, "inside"),
        (COLLECTED, 0.995, "better"),
        ("AR over 90 days", 0.10, "better"),
        ("AR over 90 days", 0.16, "worse"),
        (LAG, 19, ""),
        (DENIALS, None, ""),
    ],
)
def test_against_the_published_range(figure, name, value, said):
    assert compare.against_range(figure(name, value)) == said


def test_every_number_has_a_row_and_what_is_unknown_says_why(workspace):
    elm, ann = compare.client(workspace, "Elm", Filter()), compare.client(workspace, "Ann", Filter(providers=("bob",)))
    rows = compare.rows(elm, [ann])
    assert [(row["figure"], row["who"]) for row in rows] == [(name, who) for name in FIGURES for who in ("Elm", "Ann")]
    by_who = {(row["figure"], row["who"]): row for row in rows}
    assert by_who[DENIALS, "Elm"]["verdict"] == "" and by_who[DENIALS, "Elm"]["difference"] is None
    assert by_who[DENIALS, "Ann"]["verdict"] == "too few"
    lag = by_who[LAG, "Ann"]
    assert (lag["value"], lag["note"]) == (None, "no such case among these lines")
    assert by_who[DENIALS, "Elm"]["source"].startswith("Continuity Practice Partners")


def test_without_lines(workspace):
    nothing = Filter(codes=("99999",))
    assert not compare.has_lines(workspace, nothing) and compare.has_lines(workspace, Filter())
    side = compare.client(workspace, "Elm", nothing)
    assert {kpi.value for kpi in side.figures.values()} == {None}
    assert all(rows == [] for rows in side.months.values())
    assert all(row["note"] for row in compare.rows(side, [side]))
