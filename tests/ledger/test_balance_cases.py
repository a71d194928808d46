"""Receivables, prices and the revenue ledger: rows in, verdict out, by the audit's definitions."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

APRIL = datetime.date(2026, 4, 1)
REVENUE = "unbilled_units + denied + underpaid + statutory + written_off + open_insurance + open_patient + collected"


def test_balances_of_unanswered_denied_allowed_and_self_pay_lines(practice):
    practice.bill("97110", claim_id="OPEN", line_no="1")
    practice.bill("97112", claim_id="DENIED", line_no="1")
    practice.remit("DENIED", "97112", line="1", adjustments=[("CO", "50", 60)])
    practice.bill("97140", claim_id="PAID", line_no="1", patient_paid=3)
    practice.remit("PAID", "97140", line="1", paid=30, adjustments=[("CO", "45", 20), ("PR", "2", 10)])
    practice.bill("97530", claim_id="SELF", payer_name="Self Pay", payer_class="self pay")
    practice.rebuild(as_of=APRIL)
    assert practice.ask(
        "select claim_id, insurance_balance, patient_balance, bucket from receivable order by claim_id"
    ) == [("DENIED", 60, 0, "61-90"), ("OPEN", 60, 0, "61-90"), ("PAID", 0, 7, "61-90"), ("SELF", 0, 60, "61-90")]


@pytest.mark.parametrize(("days", "bucket"), [(0, "0-30"), (30, "0-30"), (31, "31-60"), (90, "61-90"), (91, "91-120"),
                                              (120, "91-120"), (121, "121+")])  # fmt: skip
def test_age_counts_from_the_date_of_service(practice, days, bucket):
    practice.bill("97110", claim_id="C1")
    practice.rebuild(as_of=datetime.date(2026, 1, 5) + datetime.timedelta(days=days))
    assert practice.ask("select bucket from receivable") == [(bucket,)]


def test_a_credit_stands_apart(practice):
    practice.bill("97110", claim_id="C1", line_no="1", patient_paid=25)
    practice.remit("C1", "97110", line="1", paid=30, adjustments=[("CO", "45", 20), ("PR", "2", 10)])
    practice.rebuild()
    assert practice.ask("select patient_balance, credit from receivable") == [(0, 15)]


def paid_lines(practice, count, cpt, allowed, **given):
    for number in range(count):
        claim = f"{cpt}-{given.get('payer_name', 'M')}-{number}"
        practice.bill(cpt, claim_id=claim, line_no="1", patient_id=claim, **given)
        practice.remit(claim, cpt, line="1", paid=allowed, adjustments=[("CO", "45", 60 - allowed)])


def test_prices_come_from_the_first_source_that_has_one(practice):
    plan = {"payer_name": "Lone Star", "payer_class": "medicaid"}
    paid_lines(practice, 5, "97110", 30, **plan)
    paid_lines(practice, 4, "97112", 31, **plan)
    paid_lines(practice, 1, "97535", 33)
    paid_lines(practice, 1, "97140", 20, payer_name="Acme", payer_class="commercial")
    practice.bill("97140", claim_id="X", payer_name="Zeta", payer_class="commercial")
    practice.bill("97112", claim_id="Y", payer_name="Zeta", payer_class="commercial")
    practice.bill("97116", claim_id="Z")
    practice.bill("G0999", claim_id="W")
    practice.rate("Medicare", "97116", 28)
    practice.rebuild()
    prices = {(payer, cpt): (price, basis) for payer, cpt, price, basis in practice.ask(
        "select distinct b.payer, p.cpt, p.price, p.price_basis "
        "from unit_price as p join billed_line as b using (payer_no, cpt)"
    )}  # fmt: skip
    assert prices["Lone Star", "97110"] == (30, "payer_median")
    assert prices["Lone Star", "97112"] == (31, "class_median")  # four paid lines are too few for its own
    assert prices["Medicare Part B", "97535"] == (Decimal("32.40"), "medicare")  # whatever was paid once
    assert prices["Medicare Part B", "G0999"] == (None, None)
    assert prices["Zeta", "97140"] == (20, "class_median")
    assert prices["Zeta", "97112"] == (31, "practice_median")
    assert prices["Medicare Part B", "97116"] == (28, "fee_schedule")


def test_a_fee_schedule_holds_by_date_and_modifier(practice):
    practice.bill("97110", claim_id="A", dos=datetime.date(2025, 12, 31))
    practice.bill("97110", claim_id="B", dos=datetime.date(2026, 1, 1))
    practice.bill("97110", claim_id="C", dos=datetime.date(2026, 1, 2), modifiers=["GP", "CQ"])
    practice.rate("Medicare", "97110", 28, effective=datetime.date(2025, 1, 1))
    practice.rate("Medicare", "97110", 29, effective=datetime.date(2026, 1, 1))
    practice.rate("Medicare", "97110", 25, effective=datetime.date(2026, 1, 1), modifier="CQ")
    practice.rebuild()
    assert practice.ask("select price from unit_price order by dos") == [(28,), (29,), (25,)]


def test_paid_below_the_loaded_fee_schedule_is_a_leak(practice):
    practice.bill("97110", 2, claim_id="C1", line_no="1", payer_name="Acme", payer_class="commercial")
    practice.remit("C1", "97110", charge=120, line="1", paid=50, adjustments=[("CO", "45", 70)])
    practice.rate("Acme", "97110", 30)
    practice.rebuild()
    assert practice.ask("select category, kind, amount from finding") == [("underpaid", "leak", 10)]


def test_the_ledger_closes_line_by_line(practice):
    practice.rate("Medicare", "97110", 40)
    practice.bill("97110", 1, claim_id="UNDER", minutes=30, patient_id="A")
    practice.bill("97110", 3, claim_id="OVER", minutes=30, patient_id="B", line_no="1")
    practice.remit("OVER", "97110", charge=180, line="1", paid=120, adjustments=[("CO", "45", 60)])
    practice.bill("97110", 1, claim_id="DENIED", minutes=15, patient_id="C", line_no="1")
    practice.remit("DENIED", "97110", line="1", adjustments=[("CO", "50", 60)])
    practice.bill("97110", 1, claim_id="LOW", minutes=15, patient_id="D", line_no="1")
    practice.remit("LOW", "97110", line="1", paid=29, adjustments=[("CO", "45", 25), ("PR", "3", 5), ("CO", "253", 1)])
    practice.rebuild()
    rows = practice.ask(
        f"select claim_id, earned, above_expected, {REVENUE}, unexplained from ledger_line order by claim_id"
    )
    assert [row[0] for row in rows] == ["DENIED", "LOW", "OVER", "UNDER"]
    for _claim, earned, above, placed, unexplained in rows:
        assert earned + above == placed + unexplained
        assert unexplained == 0
    assert practice.ask(
        "select sum(denied), sum(underpaid), sum(unbilled_units), sum(above_expected) from ledger_line"
    ) == [(40, 5, Decimal("30.57"), Decimal("49.43"))]  # the second unit of a day: 40.00 x 22.21 / 29.06
