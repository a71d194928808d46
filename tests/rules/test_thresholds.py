"""KX and the therapy threshold: what counts, in which order, who is near, and which lines lack KX or have it early."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from practice import Practice
from rules.gap_cases import DAY, cases, compare, found, made, money, opening

CASES = cases("modifiers_kx")
COLUMNS = (
    "line_key",
    "episode_key",
    "modifier",
    "verdict",
    "rule_id",
    "related_line_key",
    "trust",
    "at_stake",
    "explanation",
    "citation",
)


@pytest.fixture(scope="module")
def audited():
    practice = made(CASES)
    yield practice
    practice.close()


@pytest.fixture(scope="module")
def gaps(audited):
    return found(audited, "kx_gap")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_kx(gaps, case):
    compare(case, gaps.get(case["case"], []))


def patient_rows(practice: Practice) -> dict[tuple, dict]:
    rows = practice.records("select * from threshold_patient")
    return {(row["practice"], row["patient_id"], row["year"], row["bucket"]): row for row in rows}


@pytest.fixture(scope="module")
def patients():
    """Patients of two clinics at every distance from the threshold; 29.06 a visit."""
    practice = Practice()
    for patient, start in (
        ("far", 0),
        ("near", 2407.10),
        ("close", 2378),
        ("over", 2500),
        ("crossing", 2450.95),
        ("review", 2990),
    ):
        for week in range(2):
            practice.bill("97110", 1, patient_id=patient, dos=DAY + datetime.timedelta(7 * week))
        if start:
            opening(practice, patient, 2026, "PT+SLP", start)
    practice.bill("97110", 1, patient_id="shared", practice="North")
    practice.bill("97110", 1, patient_id="shared", practice="South")
    opening(practice, "shared", 2026, "PT+SLP", 100)
    practice.bill("97110", 1, patient_id="stated", practice="North")
    practice.bill("97110", 1, patient_id="stated", practice="South")
    opening(practice, "stated", 2026, "PT+SLP", 200, "North")
    practice.bill("97110", 1, patient_id="alone", practice="North")
    opening(practice, "alone", 2026, "PT+SLP", 300)
    practice.bill("97110", 1, patient_id="both", practice="North")
    opening(practice, "both", 2026, "PT+SLP", 40, "North")
    opening(practice, "both", 2026, "PT+SLP", 300)
    practice.bill("97110", 1, patient_id="summed")
    opening(practice, "summed", 2026, "PT+SLP", 10)
    opening(practice, "summed", 2026, "PT+SLP", 20)
    practice.rebuild()
    yield patient_rows(practice)
    practice.close()


def test_how_far_the_threshold_is_used(patients):
    far = patients[None, "far", 2026, "PT+SLP"]
    assert (far["total"], far["remaining"], far["per_visit"]) == (money(58.12), money(2421.88), money(29.06))
    assert (far["visits_left"], far["is_near"], far["has_opening"], far["crossed_on"]) == (83, False, False, None)
    assert far["estimated"] == money(58.12) and far["last_dos"] == DAY + datetime.timedelta(7)


def test_two_visits_or_fewer_are_near(patients):
    near, close = patients[None, "near", 2026, "PT+SLP"], patients[None, "close", 2026, "PT+SLP"]
    assert (near["total"], near["visits_left"], near["is_near"], near["is_over"]) == (money(2465.22), 0, True, False)
    assert (close["total"], close["visits_left"], close["is_near"]) == (money(2436.12), 1, True)
    assert near["has_opening"] and near["crossed_on"] is None


def test_over_by_care_elsewhere_and_over_by_own_care(patients):
    over, crossing = patients[None, "over", 2026, "PT+SLP"], patients[None, "crossing", 2026, "PT+SLP"]
    assert (over["is_over"], over["is_near"], over["crossed_on"], over["lines_over"]) == (True, False, None, 2)
    assert (crossing["crossed_on"], crossing["lines_over"], crossing["lines_over_without_kx"]) == (DAY, 2, 2)
    assert (crossing["remaining"], crossing["visits_left"]) == (0, 0)


def test_the_level_of_targeted_review(patients):
    beyond = patients[None, "review", 2026, "PT+SLP"]
    assert (beyond["total"], beyond["review"], beyond["is_beyond_review"]) == (money(3048.12), 3000, True)
    assert not patients[None, "over", 2026, "PT+SLP"]["is_beyond_review"]


def test_whose_an_opening_balance_is(patients):
    def start(shop, patient):
        return patients[shop, patient, 2026, "PT+SLP"]["opening"]

    assert (start("North", "shared"), start("South", "shared")) == (None, None), "two people may have one number"
    assert (start("North", "stated"), start("South", "stated")) == (200, None)
    assert start("North", "alone") == 300
    assert start("North", "both") == 40, "the balance that names the practice wins"
    assert start(None, "summed") == 30


def test_the_running_sum_is_the_reference_sum(audited):
    """Every line of every golden case, summed again in Python in the order of processing."""
    rows = audited.records(
        "select *, patient_no as patient from threshold_line"
        " order by patient_no, rule_payer_no, year, bucket, counted_on nulls last, dos, line_key"
    )
    account, total = None, Decimal(0)
    assert len(rows) > 60
    for row in rows:
        key = (row["patient"], row["rule_payer_no"], row["year"], row["bucket"])
        if key != account:
            account, total = key, row["opening"] or Decimal(0)
        assert row["running_before"] == total
        total += row["amount"] or 0
        assert row["running_after"] == total
        assert row["is_over"] == (
            row["threshold"] is not None and row["running_before"] + (row["countable"] or 0) > row["threshold"]
        )


def test_a_line_denied_first_counts_when_it_was_paid(practice):
    practice.bill("97110", 1, claim_id="A", line_no="1", charge=60)
    practice.bill("97110", 1, claim_id="B", line_no="1", charge=60, dos=DAY)
    practice.remit("A", "97110", line="1", charge=60, date=datetime.date(2026, 2, 1), adjustments=[("CO", "50", 60)])
    practice.remit(
        "B",
        "97110",
        line="1",
        charge=60,
        paid=40,
        dos=DAY,
        date=datetime.date(2026, 3, 20),
        adjustments=[("CO", "45", 20)],
    )
    practice.remit(
        "A", "97110", line="1", charge=60, paid=40, date=datetime.date(2026, 5, 1), adjustments=[("CO", "45", 20)]
    )
    practice.rebuild()
    order = practice.ask(
        "select b.claim_id from threshold_line as t join billed_line as b using (line_key) order by running_before"
    )
    assert order == [("B",), ("A",)]


def test_the_shape_of_the_table(practice):
    practice.rebuild()
    described = practice.ask("select column_name, column_type from (describe kx_gap)")
    assert tuple(name for name, _ in described) == COLUMNS
    assert dict(described)["at_stake"] == "DECIMAL(12,2)" and dict(described)["line_key"] == "BIGINT"
