"""Every key figure counted by hand on a practice of two dozen lines; the arithmetic stands beside it."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from kpis.kpi_practice import JUNE, MARCH, MAY, make

from analytics.errors import InputError
from analytics.kpi_parts import PARTS
from analytics.kpis import Kpi, kpi_trend, kpis
from analytics.selection import Filter
from analytics.summary import summarize

CASES = [
    # ann: A1 and A2 paid 24 with 6 left to the patient (A1's is paid), A3 denied then paid 30, A4 denied, A5 unanswered
    ("ann", "first-pass denial rate, lines", 2, 4),  # A3, A4 of A1 to A4
    ("ann", "first-pass denial rate, dollars", 120, 240),  # 2 x 60 of 4 x 60
    ("ann", "first-pass denial rate, claims", 2, 4),
    ("ann", "first-pass resolution rate", 2, 4),  # the other two
    ("ann", "final denial rate", 1, 4),  # A4; first answers of 22 March are 100 days old
    ("ann", "denial overturn rate", 1, 2),  # A3 of A3, A4
    ("ann", "net collection rate", 84, 120),  # (24 + 6) + 24 + 30 of 30 + 30 + 30 + 30 expected of A4
    ("ann", "gross collection rate", 84, 240),
    ("ann", "share of patient balance collected", 6, 12),
    ("ann", "underpayment rate, lines", 0, 2),  # A3 was refused first: a denial's
    ("ann", "days in AR", 186, Decimal(360) / 111),  # A4 60 + A2 6 + A5 120; 2 March to 20 June are 111 days
    ("ann", "days in AR, adjusted", 186, Decimal(180) / 111),  # 120 as above + 2 x 30 of A5
    ("ann", "days in AR, net", 96, Decimal(180) / 111),  # A4 30 + A2 6 + A5 60
    ("ann", "AR over 90 days", 66, 186),  # A4 and A2 are 120 days old
    ("ann", "AR over 120 days", 0, 186),
    ("ann", "units per visit", 6, 5),
    ("ann", "payment per visit", 84, 4),
    ("ann", "payment per unit", 84, 4),
    # bob: allowed 20 and 29.50 where 30 was agreed, and 25 for a code without a rate
    ("bob", "underpayment rate, lines", 1, 2),  # 50 cents are within the tolerance
    ("bob", "underpayment rate, dollars", 10, 60),
    ("bob", "net collection rate", "74.50", "74.50"),  # over allowed: what is too little is the underpayment rate's
    ("bob", "first-pass denial rate, lines", 0, 3),
    # cyd: C1 denied, C2 paid (then by a second payer), C3 all deductible, C4 a duplicate, C5 paid and taken back
    ("cyd", "primary denial rate", 1, 3),  # C1 of C1, C2, C3
    ("cyd", "first-pass denial rate, lines", 1, 4),  # a duplicate is adjudicated and not denied
    ("cyd", "net collection rate", 30, 120),  # C2 24 + 6 of C1 30 + C2 30 + C3 30 + C5 30, which nobody has answered
    ("cyd", "share of patient balance collected", 0, 30),
    ("cyd", "units per visit", 4, 4),  # without the duplicate
    # dot: 40 minutes support 3 units (1 billed), 30 minutes support 2 (2 billed), one visit without minutes
    ("dot", "unit capture rate", 3, 5),
    ("dot", "net collection rate", 0, 120),  # mature and never answered: 4 units of 30
    ("dot", "AR over 90 days", 240, 240),
    # eve: two denials of 30, one of them written off whole, the other by half of its charge; 30 paid
    ("eve", "denial write-off rate", 45, 90),  # 30 + 15 of 3 x 30
    ("eve", "final denial rate", 2, 3),  # written off or open, it is denied
    ("eve", "denial overturn rate", 0, 2),
    ("eve", "net collection rate", 30, 90),  # what was written off of a denial stays in the denominator
    ("eve", "days in AR, net", 15, Decimal(90)),  # only the open half of E2; all on one day
    # claims are answered before adjudication whatever is filtered: A1, A2 of A1, A2, A3
    ("ann", "clean claim rate", 2, 3),
]
MEDIANS = [
    ("ann", "days from denial to payment", 40, 1),  # 22 March to 1 May
    ("ann", "charge lag", 3, 3),  # 1, 3, 5 days; one line has no date, one was sent before it was delivered
    ("ann", "payment lag", 17, 3),  # 19, 17, 15
]
NOTHING = [  # no such case, though the files are there
    ("ann", "primary denial rate"),
    ("ann", "unit capture rate"),
    ("bob", "denial overturn rate"),
    ("bob", "days from denial to payment"),
    ("bob", "AR over 90 days"),
    ("bob", "charge lag"),
    ("cyd", "final denial rate"),
    ("dot", "first-pass denial rate, lines"),
    ("dot", "underpayment rate, dollars"),
    ("eve", "share of patient balance collected"),
    ("gus", "net collection rate"),
    ("gus", "payment per visit"),
    ("gus", "days in AR"),
]
LEFT_OUT = [
    ("ann", "net collection rate", 1, "1 younger line"),
    ("ann", "charge lag", 2, "2 lines without a submission date, or one before the service"),
    ("ann", "payment lag", 1, "1 line without both dates, or in the wrong order"),
    ("bob", "underpayment rate, lines", 1, "1 paid line without an agreed rate"),
    ("cyd", "final denial rate", 4, "4 lines first answered less than 90 days ago"),
    ("dot", "unit capture rate", 1, "1 visit without minutes"),
    ("eve", "net collection rate", 0, ""),
]


@pytest.fixture(scope="module")
def practice():
    made = make()
    yield made
    made.close()


@pytest.fixture(scope="module")
def figure(practice):
    """A figure of a therapist, each therapist asked once."""
    asked: dict[str, dict[str, Kpi]] = {}

    def of(who: str, name: str) -> Kpi:
        if who not in asked:
            asked[who] = {kpi.name: kpi for kpi in kpis(practice.workspace, Filter(providers=(who,)))}
        return asked[who][name]

    return of


@pytest.mark.parametrize(("who", "name", "numerator", "denominator"), CASES)
def test_parts(who, name, numerator, denominator, figure):
    kpi = figure(who, name)
    assert (kpi.numerator, kpi.missing) == (Decimal(numerator), None)
    assert kpi.denominator == pytest.approx(Decimal(denominator))
    assert kpi.value == pytest.approx(float(Decimal(numerator) / Decimal(denominator)))


@pytest.mark.parametrize(("who", "name", "value", "cases"), MEDIANS)
def test_medians_have_cases_and_no_numerator(who, name, value, cases, figure):
    kpi = figure(who, name)
    assert (kpi.value, kpi.numerator, kpi.denominator, kpi.cases, kpi.unit) == (value, None, cases, cases, "days")


@pytest.mark.parametrize(("who", "name"), NOTHING)
def test_a_denominator_of_nothing_is_no_figure(who, name, figure):
    kpi = figure(who, name)
    assert (kpi.value, kpi.denominator, kpi.status) == (None, None, None)
    assert kpi.missing and kpi.has_files and "no such case" in kpi.note


@pytest.mark.parametrize(("who", "name", "count", "why"), LEFT_OUT)
def test_what_could_not_be_counted_is_said(who, name, count, why, figure):
    assert (figure(who, name).lines_left_out, figure(who, name).left_out_why) == (count, why)


def test_few_cases_are_not_judged(figure):
    kpi = figure("ann", "first-pass denial rate, lines")
    assert kpi.status is None and kpi.target == Decimal("0.05")
    assert kpi.note.startswith("n = 4: too few to judge")


def test_maturity_is_said(figure):
    assert "mature days only, up to 2026-06-10" in figure("ann", "net collection rate").note


@pytest.mark.parametrize(
    ("chosen", "numerator", "denominator"),
    [
        (Filter(providers=("hal",)), 1, 2),
        (Filter(providers=("hal",), payers=("Oak Plan",)), 1, 1),
        (Filter(providers=("hal",), payers=("Elm Health",)), 0, 1),
        (Filter(providers=("hal",), start=MAY), 1, 1),
        (Filter(providers=("hal",), end=MARCH), 0, 1),
        (Filter(providers=("bob",), codes=("97140",)), 0, 1),
    ],
)
def test_a_filter_leaves_its_lines(chosen, numerator, denominator, practice):
    kpi = {one.name: one for one in kpis(practice.workspace, chosen)}["first-pass denial rate, lines"]
    assert (kpi.numerator, kpi.denominator) == (numerator, denominator)


def months(practice, name: str, **chosen) -> list[tuple]:
    rows = kpi_trend(practice.workspace, name, Filter(**chosen))
    return [(row["month"], row["numerator"], row["denominator"], row["is_mature"]) for row in rows]


def test_months_by_date_of_service(practice):
    assert months(practice, "net collection rate", providers=("ann",)) == [
        (datetime.date(2026, 3, 1), 84, 120, True),
        (JUNE.replace(day=1), 0, 60, False),
    ]


def test_months_by_the_first_answer(practice):
    assert months(practice, "denial overturn rate", providers=("ann",)) == [(datetime.date(2026, 3, 1), 1, 2, True)]
    assert months(practice, "final denial rate", providers=("cyd",)) == [(datetime.date(2026, 6, 1), 1, 4, False)]


def test_months_of_a_median(practice):
    rows = kpi_trend(practice.workspace, "charge lag", Filter(providers=("ann",)))
    assert [(row["numerator"], row["denominator"], row["value"]) for row in rows] == [(None, 3, 3)]


def test_months_of_claims_go_by_the_answer_to_the_submission(practice):
    assert months(practice, "clean claim rate") == [(datetime.date(2026, 3, 1), 2, 3, True)]


def test_the_months_add_up_to_the_figure(practice):
    """Where a figure takes all days, and where it takes the mature ones: those months."""
    told = {kpi.name: kpi for kpi in kpis(practice.workspace)}
    for name, mature in (
        ("unit capture rate", False),
        ("first-pass denial rate, lines", False),
        ("first-pass denial rate, dollars", False),
        ("first-pass denial rate, claims", False),
        ("first-pass resolution rate", False),
        ("underpayment rate, lines", False),
        ("underpayment rate, dollars", False),
        ("units per visit", False),
        ("denial overturn rate", True),
        ("net collection rate", True),
        ("gross collection rate", True),
        ("share of patient balance collected", True),
        ("payment per visit", True),
        ("payment per unit", True),
    ):
        rows = [row for row in kpi_trend(practice.workspace, name) if row["is_mature"] or not mature]
        sums = tuple(sum(row[part] for row in rows) for part in ("numerator", "denominator"))
        assert sums == (told[name].numerator, told[name].denominator), name


@pytest.mark.parametrize("name", PARTS)
def test_a_figure_has_months_or_says_that_it_has_none(name, practice):
    told = {kpi.name: kpi for kpi in kpis(practice.workspace)}
    assert bool(kpi_trend(practice.workspace, name)) == told[name].has_trend


def test_months_of_no_figure_are_refused(practice):
    with pytest.raises(InputError):
        kpi_trend(practice.workspace, "luck")


def test_the_summary_tells_the_same(practice):
    told = {kpi.name: kpi for kpi in kpis(practice.workspace)}
    for row in summarize(practice.workspace)["kpis"]:
        kpi = told[row["name"]]
        assert (row["value"], row["numerator"], row["denominator"]) == (kpi.value, kpi.numerator, kpi.denominator)
        assert (row["date_basis"], row["target"]) == (kpi.date_basis, kpi.target)
        assert (row["benchmark"] is None) == (kpi.benchmark_text is None)
