"""What was known of a line on each past day, and where each dollar of it stands: rows in, verdict out.

Every case is a patient of one practice that is built once; 97110 at $60.00, agreed at $40.00, on 5 January 2026.
"""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from practice import Practice

from analytics.rules import edits

FEB, MARCH, APRIL, MAY = (datetime.date(2026, month, 1) for month in (2, 3, 4, 5))
PLAN = {"payer_name": "Lone Plan", "payer_class": "commercial"}
BY_THE_HEAD = """payers:
  - payer: Head Plan
    class: commercial
    match: ["head plan"]
    versions: [{effective: 2020-01-01, capitated: true, source: contract, verified: 2026-01-01}]
"""
HEAD = {"payer_name": "Head Plan", "payer_class": "commercial"}


def paid(amount, *more):
    return {"paid": amount, "adjustments": [("CO", "45", 60 - amount - sum(each[2] for each in more)), *more]}


REFUSED = {"paid": 0, "adjustments": [("CO", "197", 60)]}
TAKEN_BACK = {"charge": -60, "paid": -40, "status": "22", "adjustments": [("CO", "45", -20)]}
SHARE = ("PR", "2", 8)

# name: (billing columns, answers as (date, payer columns and money))
CASES = {
    "never answered": ({}, []),
    "paid": ({}, [(FEB, paid(40))]),
    "denied, then paid": ({}, [(FEB, REFUSED), (APRIL, paid(40))]),
    "paid, taken back, paid less": ({}, [(FEB, paid(40)), (MARCH, TAKEN_BACK), (APRIL, paid(35))]),
    "paid and taken back": ({}, [(FEB, paid(40)), (MARCH, TAKEN_BACK)]),
    "taken back and corrected on one day": ({}, [(FEB, paid(40)), (MARCH, TAKEN_BACK), (MARCH, paid(35))]),
    "patient's share paid by the second payer": (
        {},
        [(FEB, paid(32, SHARE)), (MARCH, {"paid": 8, "status": "2", "adjustments": [("OA", "23", 52)]})],
    ),
    "forwarded, second and third payer": (
        {},
        [
            (FEB, paid(32, SHARE) | {"status": "19"}),
            (MARCH, {"paid": 5, "status": "2", "adjustments": [("OA", "23", 52), ("PR", "2", 3)]}),
            (APRIL, {"paid": 2, "status": "3", "adjustments": [("OA", "23", 57), ("PR", "2", 1)]}),
        ],
    ),
    "recoded by the payer": ({}, [(FEB, paid(30) | {"code": "97112", "submitted_code": "97110"})]),
    "paid by the head": (HEAD, [(FEB, {"paid": 0, "adjustments": [("CO", "24", 60)]})]),
    "24 of a plan that pays by the service": ({}, [(FEB, {"paid": 0, "adjustments": [("CO", "24", 60)]})]),
    "given up unanswered": ({"written_off": 60}, []),
    "half given up unanswered": ({"written_off": 30}, []),
    "given up after a denial": ({"written_off": 60}, [(FEB, REFUSED)]),
    "patient's share given up": ({"written_off": 8}, [(FEB, paid(32, SHARE))]),
    "kept back without a reason": ({}, [(FEB, {"paid": 34, "allowed": 40, "adjustments": [("CO", "45", 26)]})]),
    "withheld by contract": (
        {},
        [(FEB, {"paid": 36, "allowed": 40, "adjustments": [("CO", "45", 20), ("CO", "104", 4)]})],
    ),
    "partly denied": ({}, [(FEB, {"paid": 25, "adjustments": [("CO", "45", 20), ("CO", "151", 15)]})]),
}


@pytest.fixture(scope="module")
def practice():
    made = Practice()
    for payer in ("Lone Plan", "Head Plan"):
        made.rate(payer, "97110", 40)
    for name, (billed, answers) in CASES.items():
        made.bill("97110", claim_id=name, line_no="1", patient_id=name, minutes=15, **PLAN | billed)
        for day, answer in answers:
            made.remit(name, "97110", line="1", date=day, **{"payer_name": "Lone Plan"} | answer)
    edits.save(made.workspace, BY_THE_HEAD, "tests", "a contract by the head")
    made.rebuild(as_of=MAY)
    return made


def state(practice, name, day):
    """outcome, allowed, paid and the patient's share as known on a day; None before the first answer."""
    rows = practice.ask(
        "select s.outcome, s.allowed, s.paid, s.patient_resp from episode_state as s "
        "join episode as e using (episode_key) "
        "where claim_id = $name and $day between first_day and coalesce(last_day, '2999-12-31')",
        name=name,
        day=day,
    )
    return rows[0] if rows else None


@pytest.mark.parametrize(
    ("name", "day", "known"),
    [
        ("paid", datetime.date(2026, 1, 31), None),
        ("paid", FEB, ("paid", 40, 40, 0)),
        ("denied, then paid", MARCH, ("denied", 0, 0, 0)),
        ("denied, then paid", APRIL, ("paid", 40, 40, 0)),
        ("paid, taken back, paid less", FEB, ("paid", 40, 40, 0)),
        ("paid, taken back, paid less", MARCH, (None, None, 0, 0)),
        ("paid, taken back, paid less", APRIL, ("paid", 35, 35, 0)),
        ("paid and taken back", APRIL, (None, None, 0, 0)),
        ("taken back and corrected on one day", FEB, ("paid", 40, 40, 0)),
        ("taken back and corrected on one day", MARCH, ("paid", 35, 35, 0)),
        ("patient's share paid by the second payer", FEB, ("paid", 40, 32, 8)),
        ("patient's share paid by the second payer", MARCH, ("paid", 40, 40, 0)),
        ("forwarded, second and third payer", FEB, ("paid", 40, 32, 8)),
        ("forwarded, second and third payer", MARCH, ("paid", 40, 37, 3)),
        ("forwarded, second and third payer", APRIL, ("paid", 40, 39, 1)),
    ],
)
def test_what_was_known_on_a_day(practice, name, day, known):
    assert state(practice, name, day) == known


@pytest.mark.parametrize(
    ("name", "day", "balance"),
    [
        ("never answered", datetime.date(2026, 1, 4), None),  # before the service
        ("never answered", datetime.date(2026, 1, 5), ("unanswered", 60, 0)),
        ("paid", datetime.date(2026, 1, 31), ("unanswered", 60, 0)),
        ("paid", FEB, None),
        ("denied, then paid", MARCH, ("denied", 60, 0)),
        ("denied, then paid", APRIL, None),
        ("paid, taken back, paid less", MARCH, ("unanswered", 60, 0)),
        ("patient's share paid by the second payer", FEB, ("patient share", 0, 8)),
        ("forwarded, second and third payer", APRIL, ("patient share", 0, 1)),
        ("paid by the head", FEB, None),
        ("24 of a plan that pays by the service", FEB, ("denied", 60, 0)),
        ("given up unanswered", MAY, None),
        ("half given up unanswered", MAY, ("unanswered", 30, 0)),
        ("given up after a denial", MAY, None),
        ("patient's share given up", MAY, None),
    ],
)
def test_what_was_owed_on_a_day(practice, name, day, balance):
    rows = practice.ask(
        "select state, insurance_balance, patient_balance from balance_span "
        "where claim_id = $name and $day between first_day and coalesce(last_day, '2999-12-31')",
        name=name,
        day=day,
    )
    assert rows == ([] if balance is None else [balance])


def test_the_last_day_is_the_receivable_of_the_audit(practice):
    assert practice.ask(
        "select episode_key, insurance_balance, patient_balance, credit from receivable "
        "where insurance_balance <> 0 or patient_balance <> 0 or credit <> 0 order by all"
    ) == practice.ask(
        "select episode_key, insurance_balance, patient_balance, credit from balance_span "
        "where last_day is null order by all"
    )


PLACES = (
    "collected, denied, underpaid, statutory, written_off, open_insurance, open_patient, above_expected, unexplained"
)


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("never answered", {"open_insurance": 40}),
        ("paid", {"collected": 40}),
        ("denied, then paid", {"collected": 40}),
        ("paid, taken back, paid less", {"collected": 35, "underpaid": 5}),
        ("paid and taken back", {"open_insurance": 40}),
        ("patient's share paid by the second payer", {"collected": 40}),
        ("forwarded, second and third payer", {"collected": 39, "open_patient": 1}),
        ("recoded by the payer", {"collected": 30, "underpaid": 10}),
        ("24 of a plan that pays by the service", {"denied": 40}),
        ("given up unanswered", {"written_off": 40}),
        ("half given up unanswered", {"written_off": 20, "open_insurance": 20}),
        ("given up after a denial", {"denied": 40}),
        ("patient's share given up", {"collected": 32, "written_off": 8}),
        ("kept back without a reason", {"collected": 34, "underpaid": 6}),
        ("withheld by contract", {"collected": 36, "written_off": 4}),
        ("partly denied", {"collected": 25, "underpaid": 15}),
    ],
)
def test_where_the_earned_forty_dollars_stand(practice, name, places):
    (row,) = practice.ask(f"select earned, {PLACES} from ledger_line where claim_id = $name", name=name)
    found = {place: amount for place, amount in zip(PLACES.split(", "), row[1:], strict=True) if amount}
    assert row[0] == 40 and found == places


def test_what_is_paid_by_the_head_is_set_aside_and_no_denial(practice):
    assert practice.ask("select claim_id, reason, charge from set_aside") == [("paid by the head", "capitated", 60)]
    assert practice.ask("select claim_id from denial where carc = '24'") == [("24 of a plan that pays by the service",)]


def test_what_was_given_up_unanswered_is_a_leak_and_a_denial_keeps_its_name(practice):
    assert practice.ask("select claim_id, amount from finding where category = 'written_off' order by 1") == [
        ("given up unanswered", 40),
        ("half given up unanswered", 20),
    ]
    assert practice.ask("select status from denial where claim_id = 'given up after a denial'") == [("written_off",)]
    assert practice.ask("select category, amount from finding where claim_id = 'given up after a denial'") == [
        ("authorization", Decimal("40.00"))
    ]


def test_the_rate_of_another_code_tells_nothing_of_this_one(practice):
    assert practice.ask("select changed_cpt from episode where claim_id = 'recoded by the payer'") == [("97112",)]


def test_a_line_sent_again_with_more_units(practice_of_two_sendings):
    asked = practice_of_two_sendings.ask
    assert asked("select first_charge, charge, adjudications from episode") == [(120, 120, 1)]
    assert asked("select first_day, last_day, insurance_balance from balance_span order by 1") == [
        (datetime.date(2026, 1, 5), datetime.date(2026, 1, 31), 60),
        (MARCH, datetime.date(2026, 3, 19), 60),
        (datetime.date(2026, 3, 20), datetime.date(2026, 3, 31), 120),
    ]


@pytest.fixture(scope="module")
def practice_of_two_sendings():
    """One unit paid and taken back; two units sent as a corrected claim, and paid."""
    made = Practice()
    sent = {"minutes": 30, **PLAN}
    made.bill("97110", claim_id="C1", line_no="1", submit_date=datetime.date(2026, 1, 10), **sent)
    made.bill(
        "97110", 2, claim_id="C1A", line_no="1", claim_frequency="7", submit_date=datetime.date(2026, 3, 20), **sent
    )
    made.remit("C1", "97110", line="1", date=FEB, payer_name="Lone Plan", **paid(40))
    made.remit("C1", "97110", line="1", date=MARCH, payer_name="Lone Plan", **TAKEN_BACK)
    made.remit(
        "C1A",
        "97110",
        line="1",
        date=APRIL,
        payer_name="Lone Plan",
        charge=120,
        paid=80,
        adjustments=[("CO", "45", 40)],
    )
    made.rebuild()
    return made


def test_a_void_told_by_a_negative_row_and_by_a_claim_leaves_nothing(practice):
    made = Practice()
    made.bill("97110", claim_id="C1", line_no="1", **PLAN)
    made.bill("97110", -1, claim_id="C1", line_no="1", charge=-60, **PLAN)
    line = {"code": "97110", "line_no": "1"}
    made.submit("C1", line, payer_name="Lone Plan", submit_date=datetime.date(2026, 1, 6))
    made.submit("C1", line, payer_name="Lone Plan", frequency="8", submit_date=datetime.date(2026, 1, 9))
    made.rebuild()
    assert made.ask("select count(*) from billed_line") == [(0,)]
