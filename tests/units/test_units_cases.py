"""Visits, documents and verdicts beyond the arithmetic: rows in, verdict out."""

from __future__ import annotations

import datetime
from decimal import Decimal

from together import together

OTHER_DAY = datetime.date(2026, 1, 6)


def lines(practice, columns="cpt, units_billed, units_correct, verdict"):
    return sorted(practice.ask(f"select {columns} from unit_audit"), key=str)


@together
def test_untimed_minutes_are_never_pooled(story):
    story.bill("97110", 1, minutes=22)
    story.bill("97161", 1, minutes=40)
    yield
    assert lines(story) == [("97110", 1, 1, "ok")]


def test_a_visit_without_minutes_is_undetermined_and_worth_nothing(practice):
    practice.bill("97110", 3)
    practice.rate("Medicare", "97110", 30)
    practice.rebuild()
    assert lines(practice, "units_correct, units_delta, value, verdict") == [(None, None, None, "undetermined")]
    assert practice.ask("select * from finding") == []


@together
def test_one_code_without_minutes_leaves_the_whole_visit_undetermined(story):
    story.bill("97110", 1, minutes=30)
    story.bill("97140", 1)
    yield
    assert {row[3] for row in lines(story)} == {"undetermined"}


@together
def test_disciplines_of_one_day_are_visits_of_their_own(story):
    story.bill("97110", 1, minutes=20, modifiers=["GP"])
    story.bill("97530", 1, minutes=20, modifiers=["GO"])
    yield
    assert [row[2] for row in lines(story)] == [1, 1]  # pooled they would be 3 units


@together
def test_the_credential_tells_the_discipline_where_no_modifier_does(story):
    story.bill("97110", 1, minutes=20, modifiers=[], provider_credential="PT")
    story.bill("97530", 1, minutes=20, modifiers=[], provider_credential="OTR/L")
    yield
    assert story.ask("select cpt, discipline from unit_audit order by cpt") == [("97110", "GP"), ("97530", "GO")]


@together
def test_a_line_without_any_hint_joins_the_only_discipline_of_the_day(story):
    story.bill("97110", 1, minutes=20)
    story.bill("97140", 1, minutes=20, modifiers=[])
    yield
    assert story.ask("select sum(units_correct), count(distinct visit_key) from unit_audit") == [(3, 1)]


@together
def test_payers_and_days_are_visits_of_their_own(story):
    story.bill("97110", 1, minutes=12)
    story.bill("97110", 1, minutes=12, dos=OTHER_DAY)
    story.bill("97110", 1, minutes=12, payer_name="Acme", payer_class="commercial")
    yield
    assert story.ask("select count(distinct visit_key) from unit_audit") == [(3,)]


def test_minutes_of_their_own_file_are_joined_by_patient_date_and_code(practice):
    practice.bill("97110", 1)
    practice.document("97110", 38)
    practice.document("97161", 30)
    practice.rate("Medicare", "97110", Decimal("29.06"))
    practice.rebuild()
    assert lines(practice, "minutes, units_correct, units_delta, value") == [(38, 3, 2, Decimal("44.42"))]


@together
def test_a_documented_code_that_nobody_billed_is_a_row_of_its_own(story):
    story.bill("97110", 2, claim_id="C1")
    story.document("97110", 30)
    story.document("97140", 20)
    story.rate("Medicare", "97140", 25)
    yield
    assert story.ask(
        "select cpt, line_no, units_billed, units_correct, value from unit_audit where line_key is null"
    ) == [("97140", None, 0, 1, Decimal("19.13"))]
    assert story.ask("select category, claim_id, cpt, amount from finding") == [
        ("unbilled_units", "C1", "97140", Decimal("19.13"))
    ]


def test_minutes_that_fit_two_visits_are_not_guessed(practice):
    practice.bill("97530", 1, modifiers=["GP"])
    practice.bill("97530", 1, modifiers=["GO"])
    practice.document("97530", 30)
    practice.rebuild()
    assert {row[3] for row in lines(practice)} == {"undetermined"}
    assert practice.ask("select count(*) from documented") == [(0,)]


@together
def test_a_visit_total_settles_the_units_but_not_the_codes(story):
    story.bill("97110", 2)
    story.bill("97140", 1)
    story.document(None, total_timed_minutes=53)
    yield
    assert story.ask("select verdict, sum(units_correct), bool_or(tie) from unit_audit group by verdict") == [
        ("under", 4, True)
    ]


@together
def test_a_visit_total_on_a_single_code_is_that_codes_minutes(story):
    story.bill("97110", 2, payer_name="Acme", payer_class="commercial")
    story.document(None, total_timed_minutes=38)
    yield
    assert lines(story) == [("97110", 2, 3, "under")]


@together
def test_lines_of_one_code_share_its_units(story):
    """An assistant's and a therapist's line of one code: the code's units, not each line's own."""
    story.bill("97110", 1, minutes=15, modifiers=["GP"])
    story.bill("97110", 1, minutes=23, modifiers=["GP", "CQ"])
    yield
    assert story.ask("select minutes, units_billed, units_correct from unit_audit order by minutes") == [
        (15, 1, 1),
        (23, 1, 2),
    ]


@together
def test_right_total_on_the_wrong_codes_is_mixed_and_no_finding(story):
    story.bill("97110", 1, minutes=30)
    story.bill("97140", 2, minutes=15)
    yield
    assert lines(story) == [("97110", 1, 2, "mixed"), ("97140", 2, 1, "mixed")]
    assert story.ask("select * from finding") == []


@together
def test_of_equal_remainders_either_code_is_right(story):
    """Pub 100-04 ch. 5 s. 20.2.C, example 2: 20 and 20 minutes are 2 of one and 1 of the other, whichever."""
    story.bill("97112", 2, minutes=20)
    story.bill("97110", 1, minutes=20)
    story.bill("97112", 1, minutes=20, dos=OTHER_DAY)
    story.bill("97110", 2, minutes=20, dos=OTHER_DAY)
    yield
    assert story.ask("select distinct verdict, tie from unit_audit") == [("ok", True)]


@together
def test_more_than_the_minutes_support_is_exposure(story):
    story.bill("97110", 3, minutes=30)
    story.rate("Medicare", "97110", 30)
    yield
    assert story.ask("select kind, category, amount, recoverable from finding") == [
        ("exposure", "excess_units", Decimal("22.93"), 0)  # the third unit: 30.00 less half of its practice expense
    ]


@together
def test_a_resubmitted_claim_does_not_double_the_units(story):
    story.bill("97110", 2, minutes=30, claim_id="C1")
    story.remit("C1", "97110", charge=120, adjustments=[("CO", "197", 120)])
    story.bill("97110", 2, minutes=30, claim_id="C2")
    yield
    assert story.ask("select verdict, sum(units_billed) from unit_audit group by verdict") == [("ok", 2)]
    assert story.ask("select count(*) from episode") == [(1,)]


@together
def test_an_unknown_payer_is_counted_by_the_midpoint_with_the_range_to_cms(story):
    for code in ("97110", "97140", "97530"):
        story.bill(code, 1 if code != "97530" else 0, minutes=8, payer_name="Nobody Knows", payer_class=None)
        story.rate("Nobody Knows", code, 40)
    yield
    assert story.ask("select distinct rule, verdict from unit_audit") == [("unknown", "under")]
    assert story.ask("select amount, amount_low, amount_high from finding") == [(40, 0, 40)]
    assert story.ask("select distinct payer from billed_line where matched_by <> 'name'") == [("Nobody Knows",)]


@together
def test_the_sentence_shows_the_arithmetic(story):
    story.bill("97112", 1, minutes=24)
    story.bill("97110", 1, minutes=23)
    yield
    ((sentence,),) = story.ask("select explanation from visit_explanation")
    assert sentence == (
        "47 timed minutes = 3 units (CMS 8-minute rule); 97112 24 min -> 1 full + 9 left -> 2; "
        "97110 23 min -> 1 full + 8 left -> 1; 2 billed."
    )
