"""Days in receivables, lags, claims never answered and the deadlines ahead: rows in, figures out.

One practice and one rebuild; every question has a place and a payer of its own.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pytest
from practice import Practice

from analytics.questions import ask
from analytics.selection import Filter

SERVICE, AS_OF = datetime.date(2026, 1, 5), datetime.date(2026, 7, 21)
LONG_AGO, A_YEAR_AGO = datetime.date(2025, 7, 1), datetime.date(2025, 8, 1)
PAID, FULL = [("CO", "45", 20), ("PR", "2", 10)], [("CO", "45", 20)]


def on(month: int, day: int) -> datetime.date:
    return datetime.date(2026, month, day)


def after(day: datetime.date, count: int) -> datetime.date:
    return day + datetime.timedelta(days=count)


def line(practice: Practice, place: str, claim: str, payer: str, dos: datetime.date, answered=None, **given) -> None:
    """A line of 97110 at $60.00, and where it was answered: the day, what was paid and why not more."""
    billed = {"claim_id": claim, "line_no": "1", "patient_id": claim, "submit_date": dos, "location": place}
    practice.bill("97110", **billed | {"payer_name": payer, "payer_class": "commercial", "dos": dos} | given)
    if answered:
        day, paid, adjustments = answered
        said = {"paid": paid, "adjustments": adjustments, "date": day}
        practice.remit(claim, "97110", line="1", payer_name=payer, dos=dos, **said)


def days(practice: Practice) -> None:
    """A line every tenth day, eight of ten allowed at 40.00, and one whose patient paid 25.00 for a share of 10.00."""
    for number in range(10):
        dos = after(on(1, 1), 10 * number)
        line(practice, "Days", f"D{number}", "Acme", dos, (after(dos, 5), 30, PAID) if number < 8 else None)
    line(practice, "Days", "D-over", "Acme", on(1, 2), (on(1, 9), 30, PAID), patient_paid=25)
    practice.rate("Acme", "97110", 40)


def lags(practice: Practice) -> None:
    for number, (sent, answered) in enumerate([(1, 11), (1, 11), (2, 12), (3, 43), (5, None), (9, 4)]):
        answer = answered and (after(SERVICE, answered), 40, FULL)
        line(practice, "Lags", f"L{number}", "Zeta", SERVICE, answer, submit_date=after(SERVICE, sent))
    practice.bill("97110", claim_id="cash", payer_name="Self Pay", payer_class="self pay", location="Lags")


def waiting(practice: Practice) -> None:
    """Nine of ten lines of Medicare are answered within 40 days; what waits longer on 21 July is overdue."""
    place = ("Waiting", "Medicare")
    for number in range(10):
        dos = after(SERVICE, number)
        line(practice, place[0], f"W{number}", place[1], dos, (after(dos, 40), 40, FULL), payer_class="medicare")
    for claim, sent in {"waiting": on(7, 1), "at the limit": on(6, 11), "overdue": on(6, 10)}.items():
        line(practice, place[0], claim, place[1], on(6, 1), submit_date=sent, payer_class="medicare")
    line(practice, place[0], "late", place[1], LONG_AGO, payer_class="medicare")
    line(practice, place[0], "soon", place[1], A_YEAR_AGO, payer_class="medicare")
    for number, cpt in enumerate(("97140", "97530"), 2):
        same = {"claim_id": "soon", "patient_id": "soon", "dos": A_YEAR_AGO, "location": "Waiting"}
        practice.bill(cpt, line_no=str(number), payer_class="medicare", **same)
    practice.remit("soon", "97530", line="3", paid=40, adjustments=FULL, dos=A_YEAR_AGO)
    line(practice, place[0], "unknown", "Nobody Knows", on(3, 1), payer_class=None)


@pytest.fixture(scope="module")
def told() -> Iterator[Practice]:
    practice = Practice()
    days(practice)
    lags(practice)
    waiting(practice)
    practice.rebuild(as_of=AS_OF)

    yield practice
    practice.close()


def figures(practice: Practice, day: object, chosen: Filter) -> dict:
    return ask(practice.workspace, "ar_days", chosen, day=str(day), basis="service")[0]


def test_days_in_ar_divide_what_they_say(told):
    here = Filter(locations=("Days",))
    owed = figures(told, on(4, 20), here)
    assert (owed["insurance"], owed["patient"], owed["credits"]) == (120, 80, 15)
    # the 90 days end on 20 April: services of 21 and 31 January and so on to 1 April, two of them not answered
    assert (owed["days"], owed["charges"], owed["contractual"], owed["revenue"]) == (90, 480, 6 * 20, 6 * 40 + 2 * 40)
    assert owed["days_gross"] == pytest.approx(185 * 90 / 480, abs=0.05)
    assert owed["days_adjusted"] == pytest.approx(200 * 90 / 360, abs=0.05)
    assert owed["net_receivables"] == 80 + 2 * 40 - 15
    assert owed["days_net"] == pytest.approx(145 * 90 / 320, abs=0.05)
    assert (owed["whole_days"], owed["whole_charges"]) == (110, 660)


def test_days_in_ar_of_a_past_day_know_nothing_of_later_answers(told):
    before = figures(told, on(1, 3), Filter(locations=("Days",)))
    assert (before["days"], before["charges"], before["contractual"], before["total"]) == (3, 120, 0, 120)
    assert before["days_gross"] == 3


def test_days_in_ar_of_nothing_are_not_known(told):
    none = figures(told, on(4, 20), Filter(payers=("Nobody",)))
    assert (none["total"], none["days_gross"], none["days_net"], none["over_90_share"]) == (0, None, None, None)


def test_lags_are_counted_by_payer_and_month(told):
    here = Filter(locations=("Lags",))
    said = {row["lag"]: row for row in ask(told.workspace, "lags", here)}
    assert {lag: (row["lines"], row["median_days"], row["p90_days"]) for lag, row in said.items()} == {
        "service_to_submission": (6, 2, 9),
        "submission_to_answer": (4, 10, 40),
        "service_to_answer": (5, 11, 43),
    }
    assert said["submission_to_answer"]["lines_out_of_order"] == 1
    months = ask(told.workspace, "lag_months", here)
    assert {(row["month"], row["lag"], row["median_days"]) for row in months} == {
        (on(1, 1), "service_to_submission", 2),
        (on(1, 1), "submission_to_answer", 10),
        (on(1, 1), "service_to_answer", 11),
    }


def test_claims_never_answered_wait_longer_than_usual(told):
    rows = {row["claim_id"]: row for row in ask(told.workspace, "unanswered", Filter(locations=("Waiting",)))}
    assert {claim: row["state"] for claim, row in rows.items()} == {
        "soon": "due in 30 days",
        "overdue": "in time",
        "unknown": "no deadline known",
        "late": "too late",
    }
    assert list(rows) == ["soon", "overdue", "unknown", "late"], "what can still be saved stands first"
    soon, unknown = rows["soon"], rows["unknown"]
    assert (soon["lines"], soon["lines_answered"], soon["charge"]) == (2, 1, 120)
    assert (soon["deadline"], soon["days_left"], soon["deadline_basis"]) == (on(8, 1), 11, "stated")
    assert (soon["days_waiting"], soon["usual_days"], soon["usual_of"]) == (354, 40, "payer")
    assert (unknown["usual_of"], unknown["deadline"], unknown["deadline_basis"]) == ("all payers", None, None)


def test_every_dollar_with_a_deadline_has_its_week(told):
    here = Filter(locations=("Waiting",))
    rows = {row["claim_id"]: row["expected"] or 0 for row in ask(told.workspace, "unanswered", here)}
    ahead = ask(told.workspace, "deadlines_ahead", here)
    assert {
        (row["kind"], row["span"], row["week"]): (row["items"], row["dollars"]) for row in ahead if row["items"]
    } == {
        ("unanswered", "ahead", 1): (2, rows["soon"]),
        ("unanswered", "later", None): (1, rows["overdue"]),
        ("unanswered", "unknown", None): (1, rows["unknown"]),
        ("unanswered", "past", None): (1, rows["late"]),
    }
    assert sum(row["span"] == "ahead" for row in ahead) == 39, "every week of every kind has its row"
    assert all(
        row["last_day"] - row["first_day"] == datetime.timedelta(days=6) for row in ahead if row["span"] == "ahead"
    )
