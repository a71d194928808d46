"""Visits documented and never billed: a finding, where the files can tell it."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from practice import Practice
from together import Story, together

MONDAY, TUESDAY, FRIDAY = (datetime.date(2026, 1, day) for day in (5, 6, 9))
UNBILLED = (
    "select patient_id, dos, payer, amount from finding where category = 'unbilled_visit' order by dos, patient_id"
)


def visited(told: Practice | Story) -> None:
    """A patient billed as documented on Monday and on Friday."""
    told.rate("Medicare", "97110", Decimal("30.00"))
    told.rate("Medicare", "97140", Decimal("28.00"))
    told.rate("Medicare", "97161", Decimal("100.00"))
    told.bill("97110", 2, claim_id="C1", line_no="1")
    told.bill("97110", 2, claim_id="C2", line_no="1", dos=FRIDAY)
    told.document("97110", 30)
    told.document("97110", 30, dos=FRIDAY)


@pytest.fixture
def practice():
    made = Practice()
    visited(made)
    yield made
    made.close()


def unbilled(practice: Practice) -> list[tuple]:
    practice.rebuild()
    return practice.ask(UNBILLED)


@together
def test_a_day_with_minutes_and_no_bill_is_worth_its_units(story):
    visited(story)
    story.document("97110", 23, dos=TUESDAY)  # 38 minutes are 3 units: 2 of 97110, 1 of 97140
    story.document("97140", 15, dos=TUESDAY)
    yield
    # one unit of the day in full, the others without half of their practice expense: 30.00 + 22.93 + 21.42
    assert story.ask(UNBILLED) == [("P1", TUESDAY, "Medicare Part B", Decimal("74.35"))]
    said = story.ask("select explanation, kind, recoverable from finding where category = 'unbilled_visit'")[0]
    assert "2 x 97110 = 52.93 + 1 x 97140 = 21.42" in said[0] and said[1:] == ("leak", Decimal("74.35"))


@together
def test_a_code_without_time_is_one_unit(story):
    visited(story)
    story.document("97161", 40, dos=TUESDAY)
    yield
    assert story.ask(UNBILLED) == [("P1", TUESDAY, "Medicare Part B", 100)]


def test_it_stands_in_the_ledger_and_in_no_unit_figure(practice):
    practice.document("97110", 30, dos=TUESDAY)
    assert unbilled(practice) == [("P1", TUESDAY, "Medicare Part B", Decimal("52.93"))]
    sums = practice.ask("select sum(earned), sum(unbilled_units) from ledger_line")
    assert sums == [(Decimal("158.79"), Decimal("52.93"))]
    assert practice.ask("select count(*) from unit_visit") == [(2,)]


@pytest.mark.parametrize(
    "given",
    [
        {"dos": MONDAY},  # billed that day
        {"dos": datetime.date(2026, 1, 12)},  # after the last bill: not due yet
        {"dos": datetime.date(2025, 12, 29)},  # before the first: another file's
        {"dos": TUESDAY, "minutes": 0},
        {"dos": TUESDAY, "is_duplicate": True},
    ],
)
@together
def test_what_is_no_unbilled_visit(story, given):
    visited(story)
    story.document("97110", **({"minutes": 30} | given))
    yield
    assert story.ask(UNBILLED) == []


@together
def test_another_discipline_of_the_day_was_not_billed(story):
    visited(story)
    story.document("97530", 30, discipline="OT")
    yield
    assert [row[:2] for row in story.ask(UNBILLED)] == [("P1", MONDAY)]


def test_a_visit_is_not_missed_before_the_practice_usually_bills(practice):
    for day in (5, 6, 7, 8, 9):
        practice.bill("97140", 1, patient_id="P2", claim_id=f"D{day}", dos=datetime.date(2026, 1, day),
                      submit_date=datetime.date(2026, 1, day) + datetime.timedelta(days=10))  # fmt: skip
    practice.document("97110", 30, dos=TUESDAY)
    practice.rebuild(as_of=datetime.date(2026, 1, 15))
    assert practice.ask("select count(*) from finding where category = 'unbilled_visit'") == [(0,)]
    practice.rebuild(as_of=datetime.date(2026, 1, 16))
    assert practice.ask("select count(*) from finding where category = 'unbilled_visit'") == [(1,)]


@together
def test_a_total_without_codes_has_no_price(story):
    visited(story)
    story.document(None, total_timed_minutes=40, dos=TUESDAY)
    yield
    assert story.ask(UNBILLED) == [("P1", TUESDAY, "Medicare Part B", None)]


def test_a_patient_never_billed_is_found_only_where_ids_agree(practice):
    practice.document("97110", 30, patient_id="P9", dos=TUESDAY)
    assert unbilled(practice) == []  # one patient of two: the ids may be of two systems
    for number in range(2, 6):
        practice.bill("97110", 1, patient_id=f"P{number}", claim_id=f"E{number}")
        practice.document("97110", 15, patient_id=f"P{number}")
    assert unbilled(practice) == [("P9", TUESDAY, None, None)]


def test_ids_that_lost_their_zeros_and_names_in_another_order_are_the_same_patient(practice):
    practice.bill("97110", 1, patient_id="00417", claim_id="C3")
    practice.bill("97110", 1, patient_id="A-1", claim_id="C4", patient_name="DEMO, PATIENT")
    practice.document("97110", 30, patient_id="417")
    practice.document("97110", 30, patient_id="77", patient_name="Patient Demo")
    assert unbilled(practice) == []
    under = "select patient_id from unit_visit where verdict = 'under' order by 1"
    assert practice.ask(under) == [("00417",), ("A-1",)]


def test_names_that_differ_in_a_number_only_are_two_patients(practice):
    for number in (1, 2):
        practice.bill(
            "97110", 1, patient_id=f"A-{number}", claim_id=f"C{number}", patient_name=f"DEMO, PATIENT {number}"
        )
        practice.document("97110", 30, patient_id=f"7{number}", patient_name=f"Patient {number} Demo")
    assert unbilled(practice) == []
    under = "select patient_id from unit_visit where verdict = 'under' order by 1"
    assert practice.ask(under) == [("A-1",), ("A-2",)]


def test_a_gap_of_weeks_in_the_bills_says_nothing_of_its_visits(practice):
    practice.bill("97110", 2, claim_id="C9", dos=datetime.date(2026, 3, 2))
    practice.document("97110", 30, dos=datetime.date(2026, 3, 2))
    practice.document("97110", 30, dos=datetime.date(2026, 2, 2))
    assert unbilled(practice) == []


def test_what_was_treated_after_the_last_bills_were_sent_is_not_missed(practice):
    for day in (5, 6, 7, 8, 9, 12, 13):
        practice.bill("97140", 1, patient_id="P2", claim_id=f"D{day}", dos=datetime.date(2026, 1, day),
                      submit_date=datetime.date(2026, 1, min(day + 6, 14)))  # fmt: skip
        practice.document("97140", 15, patient_id="P2", dos=datetime.date(2026, 1, day))
    practice.document("97110", 30, dos=TUESDAY)
    practice.document("97110", 30, dos=datetime.date(2026, 1, 10))
    practice.rebuild(as_of=datetime.date(2026, 6, 30))
    assert practice.ask("select dos from finding where category = 'unbilled_visit'") == [(TUESDAY,)]


def test_another_place_without_bills_of_its_own_is_not_missed(practice):
    for day in (MONDAY, FRIDAY):
        practice.bill("97140", 1, claim_id=f"L{day}", dos=day, location="Main")
        practice.document("97140", 15, dos=day)
    practice.workspace.cursor().execute("update billing_row set location = 'Main'").fetchall()
    practice.document("97110", 30, dos=TUESDAY, location="East")
    assert unbilled(practice) == []


def test_a_bill_of_the_day_before_without_minutes_is_a_wrong_date(practice):
    practice.bill("97110", 2, claim_id="C7", dos=datetime.date(2026, 1, 7))
    practice.document("97110", 30, dos=datetime.date(2026, 1, 8))
    assert unbilled(practice) == []


@together
def test_a_charge_that_was_taken_back_was_billed(story):
    visited(story)
    story.bill("97110", 2, claim_id="C7", dos=TUESDAY)
    story.bill("97110", -2, claim_id="C7", dos=TUESDAY, charge=-120)
    story.document("97110", 30, dos=TUESDAY)
    yield
    assert story.ask(UNBILLED) == []


@together
def test_rows_without_a_discipline_are_of_the_days_only_one(story):
    visited(story)
    story.document("97161", 30, dos=TUESDAY)
    story.document("97110", 15, dos=TUESDAY)
    yield
    assert story.ask(UNBILLED) == [("P1", TUESDAY, "Medicare Part B", Decimal("122.93"))]


@together
def test_too_few_minutes_for_a_unit_are_worth_nothing(story):
    visited(story)
    story.document("97110", 4, dos=TUESDAY)
    yield
    assert story.ask(UNBILLED) == []


def test_a_day_whose_bill_could_not_be_read_was_billed(practice):
    practice.document("97110", 30, dos=TUESDAY)
    practice.workspace.cursor().execute("insert into rejected_day values (1, 'P1', $1)", [TUESDAY]).fetchall()
    assert unbilled(practice) == []
