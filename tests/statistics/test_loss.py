"""The yearly loss, what is preventable and what is recoverable, in figures worked out by hand; maturity by payer."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from practice import Practice

from analytics import assumptions
from analytics.loss import Assumed, Range, annualized, assumed, under
from analytics.questions import ask
from analytics.selection import Filter
from analytics.summary import summarize

FIRST = datetime.date(2026, 1, 5)
AS_OF = datetime.date(2026, 4, 6)
NONE = "no share recovered is assumed for authorization: nothing of it is expected"


def dollars(text: str) -> Decimal:
    return Decimal(text)


@pytest.fixture(scope="module")
def workspace():
    """Two payers. Cigna answers 30 of 30 lines after 10 days; Aetna 3 of 6 after 40.

    Loaded schedule: 97110 is worth 40 a unit. Cigna denies one line (CO 197, authorization) and a visit of 30
    documented minutes was billed as one unit: one unit is missing.
    """
    practice = Practice()
    for payer in ("Cigna", "Aetna"):
        practice.rate(payer, "97110", 40)
    for number in range(30):
        bill(practice, "Cigna", number, lag=10, denied=number == 3)
    for number in range(6):
        bill(practice, "Aetna", number, lag=40 if number < 3 else None)
    practice.document("97110", 30, patient_id="Cigna7", dos=FIRST + datetime.timedelta(7))
    practice.rebuild(as_of=AS_OF)
    yield practice.workspace
    practice.close()


def bill(practice: Practice, payer: str, number: int, lag: int | None, denied: bool = False) -> None:
    day, claim = FIRST + datetime.timedelta(number), f"{payer}{number}"
    practice.bill("97110", 1, patient_id=claim, claim_id=claim, line_no="1", dos=day, payer_name=payer, charge=60)
    if lag is None:
        return
    paid = {"paid": 0, "allowed": 0} if denied else {"paid": 40, "allowed": 40}
    why = [("CO", "197", 60)] if denied else [("CO", "45", 20)]
    practice.remit(claim, "97110", dos=day, date=day + datetime.timedelta(lag), line="1", payer_name=payer,
                   adjustments=why, **paid)  # fmt: skip


def test_each_payer_matures_by_its_own_lag(workspace):
    """Cigna: 10 days. All: 36 lines, 30 within 10 days are 83 %; the rest of Aetna's curve comes at 40."""
    ((practice,),) = workspace.rows("select mature_to from mature_to")
    assert practice == AS_OF - datetime.timedelta(40)
    assert ask(workspace, "loss_span")[0]["mature_to"] == practice
    cigna = ask(workspace, "loss_span", Filter(payers=("Cigna",)))[0]
    assert (cigna["mature_to"], cigna["borrowed"]) == (AS_OF - datetime.timedelta(10), None)


def test_a_payer_with_few_answers_takes_the_practices_curve_and_says_so(workspace):
    aetna = Filter(payers=("Aetna",))
    span = ask(workspace, "loss_span", aetna)[0]
    assert (span["mature_to"], span["borrowed"]) == (AS_OF - datetime.timedelta(40), "Aetna")
    assert (
        "fewer than 20 answers of Aetna: the practice's own lag says what is mature"
        in annualized(workspace, aetna).warnings
    )


def test_the_months_are_grey_by_the_same_day(workspace):
    mature = {row["month"].month: row["is_mature"] for row in ask(workspace, "leak_months", Filter(payers=("Cigna",)))}
    assert mature == {1: True, 2: True}
    practice = {row["month"].month: row["is_mature"] for row in ask(workspace, "leak_months")}
    assert practice == {1: True, 2: False}


def test_curves_are_shares_that_end_at_one(workspace):
    rows = workspace.rows(
        "select payer, round(sum(gained), 9), round(max(share), 9), any_value(is_own) from payer_lag group by payer"
    )
    assert sorted(rows, key=str) == [("Aetna", 1, 1, False), ("Cigna", 1, 1, True), (None, 1, 1, True)]


def test_the_yearly_loss_by_hand(workspace):
    """Cigna: 5 Jan to 3 Feb are 30 days, all mature; a denial of 40 and a unit of 40: 40 x 365 / 30 = 486.67 each."""
    loss = annualized(workspace, Filter(payers=("Cigna",)))
    assert (loss.days, loss.weeks) == (30, 4)
    assert {name: one.base for name, one in loss.by_category.items()} == {
        "unbilled_units": dollars("486.67"),
        "authorization": dollars("486.67"),
    }
    assert loss.total == Range(dollars("973.33"))
    assert loss.note == "4 mature weeks: no range below 8"
    assert loss.warnings == ("less than six months: the season is not in it",)


def test_preventable_and_recoverable_by_hand(workspace):
    """Capture 80 %: 778.66. Recoverable 80: 75 % of the unit's 40 and 30 % of the denial's 40 are 42, from 26 to 56."""
    loss = annualized(workspace, Filter(payers=("Cigna",)))
    assert loss.preventable == Range(dollars("778.66"))
    assert loss.recoverable_now == 80
    assert loss.recoverable_expected == Range(dollars("42.00"), dollars("26.00"), dollars("56.00"))
    rows = {row["category"]: row for row in ask(workspace, "recoverable_now", Filter(payers=("Cigna",)))}
    assert sum(row["recoverable"] for row in rows.values()) == loss.recoverable_now
    assert sum(row["expected_base"] for row in rows.values()) == loss.recoverable_expected.base
    ways = ("by_corrected_claim", "by_first_claim", "by_appeal", "by_proof")
    assert all(sum(row[way] for way in ways) == row["recoverable"] for row in rows.values())
    for row in rows.values():
        assert 0 <= row["due_30"] <= row["due_60"] <= row["due_90"] <= row["recoverable"] - row["undated"]


def test_a_range_of_the_loss_meets_the_range_of_the_share():
    loss = Range(dollars("100"), dollars("80"), dollars("130"))
    assert loss.times(Range(dollars("0.8"), dollars("0.5"), dollars("0.95"))) == Range(
        dollars("80.00"), dollars("40.00"), dollars("123.50")
    )
    assert loss.times(Range(dollars("0.8"))) == Range(dollars("80.00"))


def test_a_category_without_a_share_counts_for_nothing_and_is_named(workspace):
    workspace.cursor().execute("delete from assumption where name = 'recovery:authorization'").fetchall()
    try:
        loss = annualized(workspace, Filter(payers=("Cigna",)))
        assert loss.recoverable_expected.base == 30
        assert loss.recoverable_now == 80
        assert NONE in loss.warnings
        (row,) = [row for row in ask(workspace, "recoverable_now") if row["category"] == "authorization"]
        assert (row["share_base"], row["expected_base"], row["recoverable"]) == (None, None, 40)
        assert f"Yearly loss: {NONE}." in summarize(workspace)["notes"]
    finally:
        assumptions.load(workspace)


def test_an_own_value_outside_the_range_widens_it(workspace):
    assumptions.keep(workspace, "capture", "0.2")
    try:
        assert assumed(ask(workspace, "loss_assumptions")).capture == Range(
            dollars("0.2"), dollars("0.2"), dollars("0.95")
        )
    finally:
        assumptions.forget(workspace, "capture")


def test_the_summary_tells_both_beside_what_it_told(workspace):
    yearly, loss = summarize(workspace)["annualized"], annualized(workspace)
    assert yearly["recoverable_now"] == loss.recoverable_now
    assert yearly["recoverable_expected"]["base"] == loss.recoverable_expected.base
    assert yearly["preventable"] == {"low": None, "base": loss.preventable.base, "high": None}


def test_without_capture_nothing_is_preventable(workspace):
    bare = under(annualized(workspace), [], Assumed(None, {}))
    assert (bare.preventable, bare.preventable_by_category, bare.recoverable_expected.base) == (None, {}, 0)


def test_a_filter_that_leaves_no_line_leaves_no_figure(workspace):
    loss = annualized(workspace, Filter(payers=("Nobody",)))
    assert (loss.total, loss.note, loss.preventable) == (None, "no billed lines", None)
    assert (loss.recoverable_now, loss.recoverable_expected.base) == (0, 0)


def test_an_empty_practice_loses_nothing_it_could_tell():
    practice = Practice()
    practice.rebuild()
    loss = annualized(practice.workspace)
    assert (loss.total, loss.preventable, loss.note) == (None, None, "no billed lines")
    practice.close()


def test_lines_nobody_answered_have_no_mature_day():
    practice = Practice()
    practice.bill("97110", 1, claim_id="A", line_no="1")
    practice.rebuild()
    assert practice.ask("select payer, days from payer_lag") == []
    assert ask(practice.workspace, "loss_span")[0]["mature_to"] is None
    assert annualized(practice.workspace).days == 1
    practice.close()
