"""Matching, reversals, episodes and denials: rows in, verdict out, by the audit's definitions."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from together import together

MARCH = datetime.date(2026, 3, 1)
APRIL = datetime.date(2026, 4, 1)


def methods(practice):
    return practice.ask(
        "select b.claim_id, b.cpt, m.method from match as m join billed_line as b using (line_key) order by all"
    )


def denial(practice):
    return practice.ask("select category, status, expected, recovered from denial")


# matching


@together
def test_claim_and_line_control_number_come_first(story):
    story.bill("97110", claim_id="C1", line_no="7")
    story.bill("97110", claim_id="C1", line_no="8")
    story.remit("C1", "97110", line="8", paid=30)
    yield
    assert story.ask("select b.line_no, m.method from match as m join billed_line as b using (line_key)") == [
        ("8", "claim+line control")
    ]


@together
def test_a_line_number_counted_by_us_must_agree_on_the_code(story):
    story.bill("97110", claim_id="C1")
    story.bill("97140", claim_id="C1")
    story.remit("C1", "97140", line="1", paid=30)
    yield
    assert methods(story) == [("C1", "97140", "claim+code+modifiers+charge")]


@together
def test_then_claim_code_modifiers_and_charge(story):
    story.bill("97110", claim_id="C1", modifiers=["GP"])
    story.bill("97110", claim_id="C1", modifiers=["GP", "59"])
    story.remit("C1", "97110", paid=30, modifiers=["59", "GP"])
    yield
    assert story.ask("select modifiers from match join billed_line using (line_key)") == [(["GP", "59"],)]


def test_then_patient_date_code_and_charge(practice):
    practice.bill("97110", claim_id="C1", patient_name="Demo, Patient")
    practice.remit("OTHER", "97110", paid=30, patient_last="DEMO", patient_first="PATIENT")
    practice.remit("OTHER 2", "97110", paid=30, patient_record_id="P9")
    practice.rebuild()
    assert methods(practice) == [("C1", "97110", "patient+date+code+charge")]
    assert practice.ask(
        "select count(*) from remitted_line where remitted_key not in (select remitted_key from match)"
    ) == [(1,)]


@together
def test_equal_lines_are_paired_in_order(story):
    for _ in range(2):
        story.bill("97110", claim_id="C1")
    story.remit("C1", "97110", paid=30)
    yield
    assert story.ask("select count(distinct line_key), count(*) from match") == [(1, 1)]


# reversals and episodes


@together
def test_a_reversal_and_the_payment_it_cancels_leave_no_trace(story):
    story.bill("97110", claim_id="C1", line_no="1")
    story.remit("C1", "97110", line="1", paid=40, adjustments=[("CO", "45", 20)])
    story.remit("C1", "97110", line="1", charge=-60, paid=-40, status="22", date=MARCH, adjustments=[("CO", "45", -20)])
    story.remit("C1", "97110", line="1", paid=35, date=MARCH, adjustments=[("CO", "45", 25)])
    yield
    assert story.ask("select outcome, paid, allowed, adjudications from episode") == [("paid", 35, 35, 1)]


@together
def test_a_reversal_of_what_was_never_seen_is_left_out(story):
    story.bill("97110", claim_id="C1", line_no="1")
    story.remit("C1", "97110", line="1", charge=-60, paid=-40, status="22")
    yield
    assert story.ask("select adjudications, outcome from episode") == [(0, None)]


def test_a_later_claim_after_a_denial_joins_the_episode_of_the_first(practice):
    practice.bill("97110", claim_id="C1", minutes=15)
    practice.remit("C1", "97110", adjustments=[("CO", "197", 60)])
    practice.bill("97110", claim_id="C2", minutes=15)
    practice.remit("C2", "97110", paid=40, date=APRIL, adjustments=[("CO", "45", 20)])
    practice.rate("Medicare", "97110", 40)
    practice.rebuild()
    assert practice.ask("select claim_id, times_billed, first_outcome, outcome from episode") == [
        ("C1", 2, "denied", "paid")
    ]
    assert denial(practice) == [("authorization", "recovered", 40, 40)]


@together
def test_two_visits_of_one_code_are_not_one_episode(story):
    story.bill("97110", claim_id="C1")
    story.bill("97110", claim_id="C2")
    story.remit("C1", "97110", paid=40, adjustments=[("CO", "45", 20)])
    yield
    assert story.ask("select count(*) from episode") == [(2,)]


# outcomes


@pytest.mark.parametrize(
    ("adjustments", "paid", "outcome"),
    [
        ([("CO", "197", 60)], 0, "denied"),
        ([("PI", "50", 60)], 0, "denied"),
        ([("CO", "45", 20)], 40, "paid"),
        ([("CO", "45", 20), ("PR", "1", 40)], 0, "paid"),  # deductible: the patient owes all of it
        ([("PR", "96", 60)], 0, "patient_billed"),
        ([("PR", "27", 60)], 0, "patient_billed"),
        ([("OA", "18", 60)], 0, "duplicate"),
        ([("OA", "23", 60)], 0, "prior_payer"),
        ([("CO", "45", 60)], 0, "denied"),  # above the rate by the whole charge: no contract pays nothing
        ([("CO", "45", 20), ("CO", "151", 40)], 0, "denied"),
        ([("CO", "45", 20), ("CO", "253", 0.8)], 39.2, "paid"),
        ([("CO", "97", 60), ("OA", "94", -60)], 60, "paid"),
    ],
)
@together
def test_outcome_of_a_line(story, adjustments, paid, outcome):
    story.bill("97110", claim_id="C1", line_no="1")
    story.remit("C1", "97110", line="1", paid=paid, adjustments=adjustments)
    yield
    assert story.ask("select outcome from episode") == [(outcome,)]


@together
def test_allowed_is_paid_plus_patient_plus_sequestration_where_not_stated(story):
    story.bill("97110", claim_id="C1", line_no="1")
    story.remit(
        "C1", "97110", line="1", paid=31.36, adjustments=[("CO", "45", 20), ("PR", "2", 8), ("CO", "253", 0.64)]
    )
    yield
    assert story.ask("select allowed, patient_resp, sequestration from episode") == [(40, 8, Decimal("0.64"))]


@together
def test_an_unknown_reason_code_is_kept_and_counts_as_a_denial_at_paid_zero(story):
    story.bill("97110", claim_id="C1", line_no="1")
    story.remit("C1", "97110", line="1", adjustments=[("CO", "ZZ9", 60)])
    yield
    assert story.ask("select carc, category, root_cause from denial") == [
        ("ZZ9", "other_denial", "reason code not in our list")
    ]


@together
def test_a_remark_names_the_missing_modifier(story):
    story.bill("97110", claim_id="C1", line_no="1", modifiers=[])
    story.remit("C1", "97110", line="1", adjustments=[("CO", "16", 60)], remarks=["N822"])
    yield
    assert denial(story)[0][0] == "missing_modifier"


@together
def test_code_4_on_a_line_without_discipline_modifier_is_a_missing_one(story):
    story.bill("97110", claim_id="C1", line_no="1", modifiers=[], provider_credential="PT")
    story.remit("C1", "97110", line="1", adjustments=[("CO", "4", 60)])
    story.bill("97140", claim_id="C2", line_no="1")
    story.remit("C2", "97140", line="1", adjustments=[("CO", "4", 60)])
    yield
    assert story.ask("select cpt, category from denial order by cpt") == [
        ("97110", "missing_modifier"),
        ("97140", "coding"),
    ]


@together
def test_a_refused_duplicate_changes_nothing(story):
    story.bill("97110", claim_id="C1", line_no="1")
    story.remit("C1", "97110", line="1", paid=40, adjustments=[("CO", "45", 20)])
    story.remit("C1", "97110", line="1", date=APRIL, adjustments=[("OA", "18", 60)])
    yield
    assert story.ask("select first_outcome, outcome, paid from episode") == [("paid", "paid", 40)]


@together
def test_a_secondary_payer_adds_money_and_is_no_denial(story):
    story.bill("97110", claim_id="C1", line_no="1")
    story.remit("C1", "97110", line="1", paid=32, adjustments=[("CO", "45", 20), ("PR", "2", 8)])
    story.remit(
        "C1", "97110", line="1", paid=8, status="2", date=MARCH, payer_name="Other", adjustments=[("OA", "23", 52)]
    )
    yield
    assert story.ask("select outcome, paid, allowed, patient_resp from episode") == [("paid", 40, 40, 0)]


def test_remittances_alone_still_tell_the_denials(practice):
    practice.remit("C1", "97110", line="1", adjustments=[("CO", "197", 60)])
    practice.remit("C1", "97110", line="1", paid=40, date=MARCH, adjustments=[("CO", "45", 20)])
    practice.remit("C2", "97140", paid=30, adjustments=[("CO", "45", 30)])
    practice.rebuild()
    assert practice.ask("select claim_id, first_outcome, outcome from episode order by claim_id") == [
        ("C1", "denied", "paid"),
        ("C2", "paid", "paid"),
    ]
    assert practice.ask("select distinct verdict from unit_audit") == [("undetermined",)]


@together
def test_merged_units_answer_every_line_they_were_billed_on(story):
    story.bill("97110", claim_id="C1", line_no="1")
    story.bill("97110", claim_id="C1", line_no="2", charge=30)
    story.bill("97140", claim_id="C1", line_no="3")
    story.remit("C1", "97110", line="1", charge=90, paid=50, units=2, adjustments=[("CO", "45", 40)])
    yield
    assert story.ask("select line_no, paid, allowed from episode order by line_no") == [
        ("1", Decimal("33.33"), Decimal("33.33")),
        ("2", Decimal("16.67"), Decimal("16.67")),
        ("3", 0, None),
    ]


@together
def test_a_larger_charge_that_is_no_sum_answers_its_own_line_alone(story):
    story.bill("97110", claim_id="C1", line_no="1")
    story.bill("97110", claim_id="C1", line_no="2")
    story.remit("C1", "97110", line="1", charge=100, paid=50, adjustments=[("CO", "45", 50)])
    yield
    assert story.ask("select line_no, paid from episode order by line_no") == [("1", 50), ("2", 0)]
