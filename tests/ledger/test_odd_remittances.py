"""Remittances as they should not be and are: rows in, the place of every dollar out. 97110: $100.00, agreed $60.00."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from practice import Practice

from analytics.rules import edits

APRIL, MAY = datetime.date(2026, 4, 1), datetime.date(2026, 5, 1)
PAID = {"paid": 60, "adjustments": [("CO", "45", 40)]}
REFUSED = {"paid": 0, "adjustments": [("CO", "16", 100)]}
PLACES = "collected, denied, underpaid, written_off, open_insurance, open_patient, above_expected, unexplained"
BY_THE_VISIT = """payers:
  - payer: Visit Works
    class: commercial
    match: ["visit works"]
    versions: [{effective: 2020-01-01, unit_rule: per_visit, visit_rate: 85.00, source: contract, verified: 2026-01-01}]
"""

# name: (billing columns, answers)
CASES = {
    "paid in two parts": ({}, [{"paid": 40, "adjustments": [("CO", "45", 60)]}, {"paid": 20, "date": MAY}]),
    "told twice": ({}, [PAID, {"paid": 60, "date": MAY}]),
    "told again with another amount": ({}, [PAID, {"paid": 50, "adjustments": [("CO", "45", 50)], "date": MAY}]),
    "refused by the first payer, paid by the next": (
        {},
        [REFUSED, PAID | {"status": "2", "payer_name": "Other Mutual", "date": MAY}],
    ),
    "only the later payer's answer": (
        {},
        [{"paid": 12, "status": "2", "payer_name": "Other Mutual", "adjustments": [("OA", "23", 88)]}],
    ),
    "copay before a refusal": ({"patient_paid": 20}, [REFUSED]),
    "an incentive on top": ({}, [{"paid": 62, "adjustments": [("CO", "45", 40), ("CO", "144", -2)]}]),
    "paid to the patient": ({}, [{"paid": 0, "adjustments": [("CO", "45", 40), ("OA", "100", 60)]}]),
}
PLACED = {
    "paid in two parts": {"collected": 60},
    "told again with another amount": {"collected": 50, "underpaid": 10},
    "told twice": {"collected": 60},
    "refused by the first payer, paid by the next": {"collected": 60},
    "only the later payer's answer": {"collected": 12, "open_insurance": 48},
    "copay before a refusal": {"collected": 20, "denied": 40},
    "an incentive on top": {"collected": 62, "above_expected": 2},
    "paid to the patient": {"open_patient": 60},
}


@pytest.fixture(scope="module")
def practice():
    made = Practice()
    made.rate("Acme Health", "97110", 60)
    acme = {"payer_name": "Acme Health", "payer_class": "commercial"}
    for name, (billed, answers) in CASES.items():
        made.bill("97110", claim_id=name, line_no="1", patient_id=name, minutes=15, charge=100, **acme | billed)
        for answer in answers:
            given = {"line": "1", "charge": 100, "date": APRIL, "payer_name": "Acme Health"} | answer
            made.remit(name, "97110", **given)
    one = {"claim_id": "ACCOUNT", "line_no": "1", "patient_id": "ACCOUNT", "charge": 100, "minutes": 15, **acme}
    for day, answer in ((2, PAID), (9, REFUSED), (16, None)):
        dos = datetime.date(2026, 3, day)
        made.bill("97110", dos=dos, **one)
        if answer:
            made.remit("ACCOUNT", "97110", line="1", charge=100, dos=dos, payer_name="Acme Health", **answer)
    again = {"claim_id": "AGAIN", "line_no": "1", "patient_id": "AGAIN", **acme}
    made.bill("97110", 1, charge=100, minutes=30, submit_date=datetime.date(2026, 1, 8), **again)
    made.bill("97110", 2, charge=200, minutes=30, claim_frequency="7", submit_date=datetime.date(2026, 4, 8), **again)
    back = {"charge": -100, "paid": -60, "status": "22", "adjustments": [("CO", "45", -40)], "date": MAY}
    both = {"charge": 200, "paid": 120, "adjustments": [("CO", "45", 80)], "date": MAY}
    for answer in (PAID | {"charge": 100, "date": APRIL}, back, both):
        made.remit("AGAIN", "97110", line="1", payer_name="Acme Health", **answer)
    edits.save(made.workspace, BY_THE_VISIT, "tests", "a rate per visit")
    for line, answer in (
        ("1", {"paid": 85, "adjustments": [("CO", "45", 15)]}),
        ("2", {"adjustments": [("CO", "45", 100)]}),
    ):
        cpt = {"1": "97110", "2": "97140"}[line]
        visit = {"claim_id": "VISIT", "line_no": line, "patient_id": "VISIT", "charge": 100}
        made.bill(cpt, minutes=15, payer_name="Visit Works", payer_class="commercial", **visit)
        made.remit("VISIT", cpt, line=line, charge=100, payer_name="Visit Works", **answer)
    made.rebuild(as_of=datetime.date(2026, 6, 1))
    return made


def places(practice, name):
    (row,) = practice.ask(f"select {PLACES} from ledger_line where claim_id = $name", name=name)
    return {place: amount for place, amount in zip(PLACES.split(", "), row, strict=True) if amount}


@pytest.mark.parametrize("name", PLACED)
def test_where_the_dollars_stand(practice, name):
    assert places(practice, name) == PLACED[name]


def test_a_leak_is_what_did_not_come(practice):
    assert practice.ask("select claim_id, category, amount from finding where kind = 'leak' order by 1, 2") == [
        ("ACCOUNT", "other_denial", 60),
        ("copay before a refusal", "other_denial", 40),
        ("told again with another amount", "underpaid", 10),
    ]


def test_what_came_above_the_contract_is_exposure(practice):
    assert practice.ask("select claim_id, amount from finding where category = 'overpaid' order by 1") == [
        ("an incentive on top", 2),
    ]


def test_a_later_payer_recovers_what_the_first_refused(practice):
    name = "refused by the first payer, paid by the next"
    assert practice.ask("select status, recovered from denial where claim_id = $name", name=name) == [("recovered", 60)]
    assert practice.ask("select insurance_balance from receivable where claim_id = $name", name=name) == [(0,)]


def test_an_account_number_of_many_days_keeps_its_days_apart(practice):
    assert practice.ask("select day(dos), outcome, paid from episode where claim_id = 'ACCOUNT' order by dos") == [
        (2, "paid", 60),
        (9, "denied", 0),
        (16, None, 0),
    ]


def test_a_corrected_claim_under_its_old_number_is_one_episode(practice):
    assert practice.ask("select times_billed, units, charge, paid from episode where claim_id = 'AGAIN'") == [
        (2, 2, 200, 120)
    ]
    assert places(practice, "AGAIN") == {"collected": Decimal(120)}


def test_a_visit_paid_on_its_first_line_is_not_denied_on_the_second(practice):
    assert practice.ask("select line_no, outcome from episode where claim_id = 'VISIT' order by 1") == [
        ("1", "paid"),
        ("2", "adjusted_off"),
    ]
    assert practice.ask(
        "select earned, collected, denied from ledger_line where claim_id = 'VISIT' order by line_no"
    ) == [
        (85, 85, 0),
        (0, 0, 0),
    ]


def test_parts_without_a_line_number_answer_the_only_line_of_their_code():
    made = Practice()
    made.bill("97110", 3, claim_id="C1", line_no="1", charge=300)
    for charge, amount in ((200, 80), (100, 40)):
        made.remit("C1", "97110", charge=charge, paid=amount, adjustments=[("CO", "45", charge - amount)])
    cursor = made.workspace.cursor()  # one claim of the remittance, with two lines
    for table in ("remit_line", "remit_adjustment"):
        cursor.execute(f"update {table} set claim_key = (select min(claim_key) from remit_claim)").fetchall()
    cursor.execute("delete from remit_claim where claim_key > (select min(claim_key) from remit_claim)").fetchall()
    made.rebuild()
    assert made.ask("select paid, allowed from episode") == [(120, 120)]


def test_a_claim_level_adjustment_that_repeats_the_lines_is_not_taken_twice():
    made = Practice()
    made.bill("97110", claim_id="C1", line_no="1", charge=100)
    made.remit("C1", "97110", line="1", charge=100, **PAID)
    made.workspace.cursor().execute(
        "insert into remit_adjustment "
        "select claim_key, null, file_id, 9, group_code, carc, amount, null from remit_adjustment"
    ).fetchall()
    made.rebuild()
    assert made.ask("select paid, allowed from episode") == [(60, 60)]


def test_two_claims_sent_on_one_day_are_two_services():
    made = Practice()
    sent = {"line_no": "1", "charge": 100, "submit_date": datetime.date(2026, 1, 8)}
    made.bill("97110", claim_id="LEE", rendering_provider="Lee", **sent)
    made.bill("97110", claim_id="POE", rendering_provider="Poe", **sent)
    made.remit("LEE", "97110", line="1", charge=100, **REFUSED)
    made.remit("POE", "97110", line="1", charge=100, **PAID)
    made.rebuild()
    assert made.ask("select claim_id, outcome from episode order by 1") == [("LEE", "denied"), ("POE", "paid")]


def test_a_row_that_stands_twice_under_one_number_after_a_refusal_is_one_episode():
    made = Practice()
    sent = {"claim_id": "C1", "line_no": "1", "charge": 100}
    made.bill("97110", submit_date=datetime.date(2026, 1, 8), **sent)
    made.bill("97110", submit_date=datetime.date(2026, 4, 8), **sent)
    made.remit("C1", "97110", line="1", charge=100, date=APRIL, **REFUSED)
    made.remit("C1", "97110", line="1", charge=100, date=MAY, **PAID)
    made.rebuild()
    assert made.ask("select times_billed, first_outcome, outcome, paid from episode") == [(2, "denied", "paid", 60)]


def test_a_loaded_rate_per_visit_prices_the_visit_whatever_the_payer_s_rules_count():
    made = Practice()
    made.rate("Zeta", "*", 95, basis="visit")
    for patient, amount in (("OPEN", None), ("PAID", "47.50"), ("LOW", "40.00")):
        for line, cpt in (("1", "97110"), ("2", "97140")):
            given = {"claim_id": patient, "line_no": line, "charge": 100, "payer_name": "Zeta"}
            made.bill(cpt, patient_id=patient, minutes=30, payer_class="commercial", **given)
            if amount:
                cut = ("CO", "45", 100 - Decimal(amount))
                answer = {"charge": 100, "paid": Decimal(amount), "adjustments": [cut]}
                made.remit(patient, cpt, line=line, payer_name="Zeta", **answer)
    made.rebuild()
    assert made.ask(
        "select claim_id, sum(earned), sum(collected), sum(underpaid), sum(unbilled_units) from ledger_line "
        "group by 1 order by 1"
    ) == [("LOW", 95, 80, 15, 0), ("OPEN", 95, 0, 0, 0), ("PAID", 95, 95, 0, 0)]
    assert made.ask("select claim_id, category, amount from finding") == [("LOW", "underpaid", 15)]


def test_a_reversal_takes_back_the_answer_of_its_own_day():
    made = Practice()
    days = [datetime.date(2026, 3, day) for day in (2, 9, 16)]
    for day in days:
        made.bill("97110", claim_id="ACCOUNT", line_no="1", charge=100, dos=day)
        made.remit("ACCOUNT", "97110", charge=100, dos=day, date=APRIL, **PAID)
    back = {"charge": -100, "paid": -60, "adjustments": [("CO", "45", -40)]}
    made.remit("ACCOUNT", "97110", dos=days[1], date=MAY, status="22", **back)
    made.remit("ACCOUNT", "97110", charge=100, dos=days[1], date=MAY, adjustments=[("CO", "50", 100)])
    made.rebuild()
    assert made.ask("select day(dos), outcome from episode order by dos") == [(2, "paid"), (9, "denied"), (16, "paid")]


def test_a_later_payer_s_answer_told_twice_came_once():
    made = Practice()
    made.bill("97110", claim_id="C1", line_no="1", charge=100)
    made.remit(
        "C1", "97110", line="1", charge=100, date=APRIL, paid=40, adjustments=[("CO", "45", 40), ("PR", "2", 20)]
    )
    for day in (15, 29):
        later = {"paid": 20, "status": "2", "payer_name": "Other Mutual", "adjustments": [("OA", "23", 80)]}
        made.remit("C1", "97110", line="1", charge=100, date=datetime.date(2026, 5, day), payer_claim_id="ICN", **later)
    made.rebuild()
    assert made.ask("select paid, patient_resp from episode") == [(60, 0)]


def test_a_loaded_rate_per_visit_paid_on_one_line_is_not_denied_on_the_other():
    made = Practice()
    made.rate("Zeta", "*", 95, basis="visit")
    for line, cpt, paid in (("1", "97110", 90), ("2", "97140", 0)):
        made.bill(cpt, claim_id="C1", line_no=line, charge=100, payer_name="Zeta", payer_class="commercial")
        made.remit(
            "C1", cpt, line=line, charge=100, paid=paid, payer_name="Zeta", adjustments=[("CO", "45", 100 - paid)]
        )
    made.rebuild()
    assert made.ask("select sum(denied), sum(underpaid), sum(collected) from ledger_line") == [(0, 5, 90)]
