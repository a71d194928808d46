"""What a payer says to an appeal (CARC 193, 285, 286): never a second denial, never the end of the first."""

from __future__ import annotations

import datetime

import pytest
from practice import Practice

from analytics import worklist

APRIL, MAY = datetime.date(2026, 4, 1), datetime.date(2026, 5, 4)


def _story(practice, patient: str, *answers: tuple) -> None:
    """A billed line of 60 and its answers: (date, group and reason, remarks)."""
    practice.bill("97110", claim_id=patient, line_no="1", patient_id=patient)
    for day, group, carc, remarks in answers:
        practice.remit(
            patient,
            "97110",
            line="1",
            adjustments=[(group, carc, 60)],
            remarks=remarks,
            patient_record_id=patient,
            date=day,
        )


@pytest.fixture(scope="module")
def told():
    practice = Practice()
    _story(practice, "UPHELD", (APRIL, "CO", "50", []), (MAY, "CO", "193", []))
    _story(practice, "TOO LATE", (APRIL, "CO", "50", []), (MAY, "CO", "286", ["N921"]))
    _story(practice, "ALONE", (MAY, "CO", "193", []))
    _story(practice, "AGAIN", (APRIL, "CO", "16", ["N822"]), (MAY, "CO", "29", ["MA44"]))
    _story(practice, "SENT", (APRIL, "CO", "50", []))
    practice.rebuild()
    worklist.say(practice.workspace, ["|SENT|SENT", "|UPHELD|UPHELD"], "state", "sent", "Biller")
    practice.remit("SENT", "97110", line="1", adjustments=[("CO", "193", 60)], patient_record_id="SENT", date=MAY)
    practice.rebuild()
    rows = practice.workspace.records(
        """select e.*, r.insurance_balance, q.state, q.state_note, o.success
        from episode as e
        left join receivable as r using (episode_key)
        left join work_queue as q on q.claim_id = e.claim_id
        left join overturn_case as o on o.episode_key = e.episode_key"""
    )
    practice.close()
    return {row["claim_id"]: row for row in rows}


@pytest.mark.parametrize(("claim", "carc"), [("UPHELD", "50"), ("TOO LATE", "50")])
def test_an_appeal_turned_down_leaves_the_denial_open(told, claim, carc):
    row = told[claim]
    assert (row["first_outcome"], row["outcome"], row["last_carc"]) == ("denied", "denied", carc)
    assert (row["last_date"], row["upheld_on"], row["insurance_balance"]) == (APRIL, MAY, 60)


def test_an_outcome_without_its_denial_is_no_denial(told):
    row = told["ALONE"]
    assert (row["first_outcome"], row["outcome"], row["upheld_on"]) == ("adjusted_off", "adjusted_off", MAY)


def test_a_second_denial_is_what_stands_and_the_first_stays_the_first(told):
    row = told["AGAIN"]
    assert (row["first_carc"], row["first_remarks"], row["first_date"]) == ("16", ["N822"], APRIL)
    assert (row["last_group"], row["last_carc"], row["last_remarks"]) == ("CO", "29", ["MA44"])
    assert (row["last_date"], row["upheld_on"]) == (MAY, None)


def test_the_worklist_is_told(told):
    """What was sent and then turned down is upheld; what is sent after that waits for the next level."""
    assert (told["SENT"]["state"], told["SENT"]["upheld_on"], told["SENT"]["success"]) == ("upheld", MAY, 0)
    assert (told["UPHELD"]["state"], told["UPHELD"]["success"]) == ("sent", None)
    assert told["TOO LATE"]["state_note"] == "The payer upheld its denial on 2026-05-04."
