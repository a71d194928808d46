"""The clean-claim rate comes from answers before adjudication, and from nothing else."""

from __future__ import annotations

import datetime

import pytest
from practice import Practice

from analytics.questions import ask

DAY = datetime.date(2026, 1, 5)


@pytest.fixture
def practice():
    made = Practice()
    yield made
    made.close()


def answer(practice: Practice, claim_id: str, outcome: str, day: int = 5) -> None:
    values = {"row_key": practice.rows + 1, "claim_id": claim_id, "outcome": outcome}
    practice._insert("claim_acknowledgement", values | {"status_date": DAY.replace(day=day)})


def rate(practice: Practice) -> tuple:
    practice.rebuild()
    row = ask(practice.workspace, "summary_clean_claims")[0]
    return row["claims_clean"], row["claims_judged"]


def test_the_first_answer_counts(practice):
    answer(practice, "C1", "accepted")
    answer(practice, "C2", "rejected", 5)
    answer(practice, "C2", "accepted", 9)
    answer(practice, "C3", "pending", 5)
    answer(practice, "C3", "accepted", 6)
    assert rate(practice) == (2, 3)


def test_rejections_alone_are_a_part_of_what_was_sent(practice):
    answer(practice, "C1", "rejected")
    assert rate(practice) == (None, None)
    for number in range(1, 5):
        practice.submit(f"C{number}", {"code": "97110"})
    assert rate(practice) == (3, 4)


def test_nothing_is_known_without_answers(practice):
    practice.bill("97110", 1, claim_id="C1")
    practice.submit("C1", {"code": "97110"})
    assert rate(practice) == (None, None)
