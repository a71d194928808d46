"""What the line itself tells is laid over what the codes say, and every figure of a denial tells the same story."""

from __future__ import annotations

import datetime

import pytest
from practice import Practice

from analytics import worklist
from analytics.questions import ask
from analytics.summary import denial_notes

DOS = datetime.date(2026, 1, 5)
MARCH, APRIL = datetime.date(2026, 3, 20), datetime.date(2026, 4, 5)
MEDICARE = {"payer_name": "Medicare", "payer_class": "Medicare"}


def _refused(practice: Practice, claim: str, *reasons: tuple, payer=MEDICARE, **line) -> None:
    """A line of 60 and what came of it: (day, group, reason, remarks)."""
    line = {"patient_id": claim, "dos": DOS} | payer | line
    practice.bill("97110", claim_id=claim, line_no="1", charge=60, **line)
    for day, group, carc, remarks in reasons:
        given = {"remarks": remarks, "patient_record_id": line["patient_id"], "date": day, "dos": line["dos"]}
        given["payer_name"] = line["payer_name"]
        practice.remit(claim, "97110", line="1", adjustments=[(group, carc, 60)], **given)


@pytest.fixture(scope="module")
def told():
    practice = Practice()
    for payer in ("Medicare", "Odd Local Plan"):
        practice.rate(payer, "97110", 40)
    odd = {"payer_name": "Odd Local Plan"}
    _refused(practice, "CLASS 1", (MARCH, "CO", "50", []), payer=odd | {"payer_class": "commercial"})
    _refused(practice, "CLASS 2", (MARCH, "CO", "50", []), payer=odd | {"payer_class": "medicare_advantage"})
    _refused(practice, "CLASS 3", (MARCH, "CO", "50", []), payer=odd)
    _refused(practice, "MEMBER", (MARCH, "PR", "31", []), payer=odd | {"payer_class": "commercial"})
    _refused(practice, "HAS KX", (MARCH, "PR", "119", []), modifiers=["GP", "KX"])
    _refused(practice, "NO KX", (MARCH, "PR", "119", []))
    _refused(practice, "NOTICE", (MARCH, "PR", "119", []), modifiers=["GP", "GA"])
    _refused(practice, "BARE 4", (MARCH, "CO", "4", []), modifiers=[], provider_credential="PT")
    _refused(practice, "ANEW", (MARCH, "CO", "16", ["MA130", "N822"]), modifiers=[], provider_credential="PT")
    _refused(practice, "UPHELD", (MARCH, "CO", "50", []), (APRIL, "CO", "193", []))
    _refused(practice, "TOO LATE", (MARCH, "CO", "50", []), (APRIL, "CO", "286", ["N921"]))
    _refused(practice, "TWO 16", (MARCH, "CO", "16", ["N290"]))
    _refused(practice, "SECOND", (MARCH, "CO", "16", ["N822"]), (APRIL, "CO", "50", []))
    bare = {"modifiers": [], "provider_credential": "PT"}
    _refused(practice, "MENDED", (MARCH, "CO", "16", ["N822"]), (APRIL, "CO", "50", []), **bare)
    other = odd | {"payer_class": "commercial", "patient_id": "SHARED"}
    _refused(practice, "ACCOUNT", (MARCH, "CO", "197", []), payer=other)
    _refused(practice, "ACCOUNT", (APRIL, "CO", "197", []), patient_id="SHARED", dos=datetime.date(2026, 1, 7))
    _refused(practice, "1|X", (MARCH, "CO", "197", []), patient_id="P")
    _refused(practice, "X", (MARCH, "CO", "197", []), patient_id="P|1")
    practice.bill("97110", claim_id="UNTOLD", line_no="1", patient_id="UNTOLD", charge=60, dos=DOS, **MEDICARE)
    practice.remit("UNTOLD", "97110", line="1", adjustments=[(None, "50", 60)], patient_record_id="UNTOLD")
    practice.rebuild(as_of=datetime.date(2026, 4, 15))
    yield practice
    practice.close()


@pytest.fixture(scope="module")
def denials(told):
    return {row["claim_id"]: row for row in told.workspace.records("select * from denial")}


def test_a_payer_under_several_classes_multiplies_nothing(told):
    rows = told.ask("select claim_id, count(*) from denial where claim_id like 'CLASS%' group by all order by all")
    assert rows == [("CLASS 1", 1), ("CLASS 2", 1), ("CLASS 3", 1)]
    assert told.ask("select count(*), count(distinct finding_id) from finding where claim_id like 'CLASS%'") == [(3, 3)]
    assert told.ask(
        "select count(*) from line_value join episode using (episode_key) where claim_id like 'CLASS%'"
    ) == [(3,)]


def test_what_was_left_to_the_patient_is_not_also_recoverable(told, denials):
    assert (denials["MEMBER"]["status"], denials["MEMBER"]["recoverable"]) == ("patient_billed", 0)
    assert denials["MEMBER"]["patient_stop"]
    recoverable = told.ask("select sum(recoverable) from denial")[0][0]
    findings = told.ask("select sum(recoverable) from finding where origin = 'denial'")[0][0]
    assert recoverable == findings == ask(told.workspace, "summary_denials")[0]["recoverable"]


def test_without_kx_the_claim_is_mended_before_the_patient_pays(denials):
    row = denials["NO KX"]
    assert (row["cause"], row["way"], row["recoverable"]) == ("threshold_without_kx", "corrected_claim", 40)
    assert "KX" in row["next_step"] and "KX" in row["patient_stop"]
    told = denials["NOTICE"]  # GA: the patient was told beforehand and owes it
    assert (told["cause"], told["way"], told["recoverable"], told["patient_stop"]) == (
        "benefit_used_up",
        "patient",
        0,
        None,
    )


def test_the_root_cause_is_that_of_the_cause(denials):
    assert denials["HAS KX"]["cause"] == "benefit_used_up"
    assert "KX" not in denials["HAS KX"]["root_cause"]
    assert denials["BARE 4"]["cause"] == "missing_modifier"
    assert denials["BARE 4"]["root_cause"].startswith("GP is missing")


def test_an_unprocessable_claim_is_sent_as_a_new_one(denials):
    row = denials["ANEW"]
    assert (row["bars_appeal"], row["way"], row["deadline_basis"]) == (True, "corrected_claim", "timely filing")
    assert row["next_step"] == "Add GP and send the claim as a new one: it was never decided."


def test_after_an_appeal_in_vain_the_next_level_or_the_end(denials):
    upheld, late = denials["UPHELD"], denials["TOO LATE"]
    assert (upheld["cause"], upheld["status"], upheld["way"]) == ("not_necessary", "open", "appeal")
    assert upheld["next_step"] == "Go to the next level of appeal, or close it."
    assert (upheld["deadline"] - APRIL).days == (denials["TWO 16"]["appeal_deadline"] - MARCH).days
    assert (late["way"], late["recoverable"], late["next_step"][:9]) == ("none", 0, "Close it,")


def test_one_code_with_several_causes_names_none(told):
    rows = {row["carc"]: row for row in ask(told.workspace, "summary_denials_by_carc")}
    assert (rows["16"]["root_cause"], rows["16"]["family"], rows["16"]["lines_denied"]) == (None, None, 4)
    assert rows["50"]["family"] == "medical_necessity_documentation"


def test_a_claim_is_one_patients_and_one_payers(told):
    """Whatever stands in an id, and where an account number is used for several payers."""
    refs = dict(
        told.ask("select patient_id || ' ' || payer, claim_ref from denial where claim_id in ('1|X', 'X', 'ACCOUNT')")
    )
    assert refs["P Medicare Part B"] == r"|P|1\|X"
    assert refs["P|1 Medicare Part B"] == r"|P\|1|X"
    assert refs["SHARED Odd Local Plan"] == "|SHARED|ACCOUNT|Odd Local Plan"
    assert refs["SHARED Medicare Part B"] == "|SHARED|ACCOUNT|Medicare Part B"


def test_what_a_call_or_records_can_mend_is_not_late_while_an_appeal_is_open(told):
    """A corrected claim a year from the service, an appeal 120 days from the answer: the later is the last."""
    (row,) = told.workspace.records("select * from denial where claim_id = 'X'")
    assert (row["way"], row["deadline_basis"]) == ("call", "corrected claim")
    assert row["deadline"] > row["appeal_deadline"]


def test_words_go_with_the_claim_when_another_export_names_it(told):
    """A billing file loaded after the remittances gives patient and practice: what was said before is not lost."""
    told.workspace.rows(
        """insert into work_event (event_id, claim_ref, said_at, said_by, kind, value) values
        (1, '|M100200|UPHELD', now()::timestamp, 'Biller', 'note', 'called'),
        (2, 'Old|X1|TWO 16', now()::timestamp, 'Biller', 'note', 'one of two'),
        (3, 'Old|X2|TWO 16', now()::timestamp, 'Biller', 'note', 'two of two'),
        (4, '|M9|@2026-01-05', now()::timestamp, 'Biller', 'note', 'a day tells no patient')"""
    )
    assert told.ask("select claim_ref, note from work_state where note = 'called'") == [("|UPHELD|UPHELD", "called")]
    assert told.ask("select event_id from work_word where is_waiting order by all") == [(2,), (3,), (4,)]
    assert [row["value"] for row in worklist.history(told.workspace, "|UPHELD|UPHELD") if row["kind"] == "note"] == [
        "called"
    ]


def test_a_reason_without_its_group_is_said_and_in_no_rate(told):
    denials = ask(told.workspace, "summary_denials")[0]
    assert denials["lines_untold"] == 1
    assert denial_notes(denials)[0].startswith("1 lines were paid 0 without an adjustment that has a group code")


def test_a_second_denial_is_worked_by_its_own_cause(told, denials):
    row = denials["SECOND"]
    assert (row["cause"], row["cause_now"], row["way"]) == ("missing_modifier", "not_necessary", "appeal")
    assert told.ask("select cause from work_queue where claim_id = 'SECOND'") == [("not_necessary",)]
    row = denials["MENDED"]  # a modifier lacked at first; what came after it has nothing to do with that
    assert (row["cause"], row["cause_now"], row["way"], row["can_recover"]) == (
        "missing_modifier",
        "not_necessary",
        "appeal",
        "appeal",
    )
    assert row["next_step"].startswith("Appeal")
