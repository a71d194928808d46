"""Submitted claims (837P) beside billing exports: rows in, billed lines out."""

from __future__ import annotations

import datetime

import pytest
from practice import Practice
from together import together

DAY = datetime.date(2026, 1, 5)


@pytest.fixture
def practice():
    made = Practice()
    yield made
    made.close()


def billed(practice: Practice, columns: str = "claim_id, cpt, units") -> list[tuple]:
    return practice.ask(f"select {columns} from billed_line order by all")


@together
def test_claims_alone_are_the_bills(story):
    story.submit("C1", {"code": "97110", "units": 2}, {"code": "97140"}, submit_date=DAY)
    yield
    assert billed(story) == [("C1", "97110", 2), ("C1", "97140", 1)]
    assert billed(story, "patient_id, patient_name, payer, discipline, submit_date")[0] == (
        "M1", "DEMO, ONE", "Medicare Part B", "GP", DAY,
    )  # fmt: skip


@together
def test_a_billing_row_is_completed_not_doubled(story):
    story.bill("97110", 2, claim_id="C1", line_no="1")
    story.submit("C1", {"code": "97110", "units": 2, "line_control": "X7"}, submit_date=DAY)
    yield
    assert billed(story, "cpt, units, submit_date, line_control") == [("97110", 2, DAY, "X7")]


@together
def test_the_control_number_sent_finds_the_answer(story):
    story.bill("97110", 1, claim_id="C1", line_no="1")
    story.bill("97110", 1, claim_id="C1", line_no="2")
    story.submit("C1", {"code": "97110", "line_control": "A"}, {"code": "97110", "line_control": "B"})
    story.remit("C1", "97110", paid=30, line="B")
    yield
    assert story.ask("select b.line_no, m.method from match as m join billed_line as b using (line_key)") == [
        ("2", "claim+line control")
    ]


@together
def test_a_line_the_export_lacks_is_billed_by_its_claim(story):
    story.bill("97110", 1, claim_id="C1", line_no="1")
    story.submit("C1", {"code": "97110"}, {"code": "97140"})
    yield
    assert billed(story) == [("C1", "97110", 1), ("C1", "97140", 1)]


@together
def test_a_claim_under_another_number_is_known_by_its_patient(story):
    story.bill("97110", 1, claim_id="VISIT9", line_no="1", member_id="M1")
    story.submit("C1", {"code": "97110"})
    story.remit("C1", "97110", paid=30)
    yield
    assert billed(story) == [("VISIT9", "97110", 1)]
    assert story.ask("select count(*) from match") == [(1,)]


@pytest.mark.parametrize(("frequency", "left"), [("7", [("C1", "97110", 3)]), ("8", [])])
@together
def test_a_replacement_takes_the_place_of_a_claim_and_a_void_takes_it_away(story, frequency, left):
    story.submit("C1", {"code": "97110", "units": 2}, {"code": "97140"}, submit_date=DAY)
    story.submit("C1", {"code": "97110", "units": 3}, frequency=frequency, submit_date=DAY.replace(day=20))
    yield
    assert billed(story) == left


@together
def test_an_account_number_as_claim_id_joins_no_two_visits(story):
    story.submit("ACCT", {"code": "97110"}, submit_date=DAY)
    story.submit("ACCT", {"code": "97140"}, submit_date=DAY.replace(day=7))
    story.submit("ACCT", {"code": "97110", "dos": DAY.replace(day=6)}, submit_date=DAY.replace(day=8))
    yield
    assert len(billed(story)) == 3


@together
def test_a_claim_to_the_second_payer_is_no_second_service(story):
    story.submit("C1", {"code": "97110"})
    story.submit("C1", {"code": "97110"}, sequence="S", payer_name="Aetna")
    yield
    assert story.ask("select count(*) from service_line") == [(1,)]
    assert story.ask("select count(*) from billed_line where is_primary") == [(1,)]


@pytest.mark.parametrize("name", ["DOE, JANE", "Jane Doe", "DOE, JANE A"])
def test_a_name_is_the_same_in_any_order_and_without_initials(practice, name):
    practice.bill("97110", 1, claim_id="V77", line_no="1", patient_name=name)
    practice.submit("C1", {"code": "97110"}, patient_last="DOE", patient_first="JANE", subscriber_first="JANE")
    practice.remit("C1", "97110", paid=30)
    practice.rebuild()
    assert billed(practice) == [("V77", "97110", 1)]
    assert practice.ask("select count(*) from match") == [(1,)]


@together
def test_a_quantity_in_minutes_tells_no_units(story):
    story.submit("C1", {"code": "97110", "units": None, "minutes": 30})
    yield
    assert billed(story) == [("C1", "97110", None)]
    assert story.ask("select count(*) from unit_audit") == [(0,)]


@together
def test_a_void_takes_the_billing_row_away_too(story):
    story.bill("97110", 1, claim_id="C1", line_no="1")
    story.bill("97110", 1, claim_id="C2", line_no="1", patient_id="P2")
    story.submit("C1", {"code": "97110"}, submit_date=DAY)
    story.submit("C1", {"code": "97110"}, frequency="8", submit_date=DAY.replace(day=9))
    yield
    assert billed(story) == [("C2", "97110", 1)]


@together
def test_two_claims_of_a_day_under_one_account_number_are_two(story):
    story.submit("ACC", {"code": "97110", "modifiers": ["GP"]}, submit_date=DAY)
    story.submit("ACC", {"code": "97110", "modifiers": ["GO"]}, submit_date=DAY)
    story.submit("ACC", {"code": "97530"}, submit_date=DAY)
    yield
    assert len(billed(story)) == 3


def test_an_answer_that_names_the_charge_and_no_claim(practice):
    practice.bill("97110", 1, claim_id="V1", line_no="501")
    practice.bill("97110", 1, claim_id="V1", line_no="502")
    practice.remit(None, "97110", paid=30, line="502")
    practice.rebuild()
    assert practice.ask("select b.line_no from match as m join billed_line as b using (line_key)") == [("502",)]


def test_a_line_the_export_lacks_is_the_same_patients_and_payers(practice):
    practice.bill("97110", 1, claim_id="C2", line_no="1", patient_name="ROE, RICHARD", payer_name="Blue Cross")
    practice.submit("C2", {"code": "97110"}, {"code": "97140"}, payer_name="BCBS OF TX")
    practice.submit("C8", {"code": "97530", "dos": DAY.replace(day=8)}, patient_last="ROE", patient_first="RICHARD")
    practice.rebuild()
    assert billed(practice, "cpt, patient_id, payer") == [
        ("97110", "P1", "Blue Cross"), ("97140", "P1", "Blue Cross"), ("97530", "P1", "Medicare Part B"),
    ]  # fmt: skip
    assert practice.ask("select count(distinct visit_key) from billed_line where dos = '2026-01-05'") == [(1,)]


@together
def test_a_claim_number_names_the_claim_though_code_or_date_were_mended(story):
    story.bill("97530", 1, claim_id="C1", line_no="1")
    story.bill("97140", 1, claim_id="C1", line_no="2")
    story.submit("C1", {"code": "97110"}, {"code": "97140"})
    story.bill("97110", 1, claim_id="C2", line_no="1", dos=DAY.replace(day=6))
    story.submit("C2", {"code": "97110"})
    yield
    assert billed(story) == [("C1", "97140", 1), ("C1", "97530", 1), ("C2", "97110", 1)]


@pytest.mark.parametrize("changed", [{"line": {"dos": DAY.replace(day=6)}}, {"member": "M99"}])
@together
def test_a_replacement_that_mends_the_day_or_the_member_replaces(story, changed):
    story.submit("C1", {"code": "97110"}, submit_date=DAY)
    given = {"code": "97110"} | changed.pop("line", {})
    story.submit("C1", given, frequency="7", submit_date=DAY.replace(day=9), **changed)
    yield
    assert len(billed(story)) == 1


@together
def test_a_replacement_of_the_same_day_counts_though_it_was_loaded_first(story):
    story.submit("C1", {"code": "97110", "units": 3}, frequency="7", submit_date=DAY)
    story.submit("C1", {"code": "97110", "units": 2}, submit_date=DAY)
    yield
    assert billed(story) == [("C1", "97110", 3)]
