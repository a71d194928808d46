"""A practice whose denials are worked: what comes in first, what people say, what comes in after that and is undone."""

from __future__ import annotations

import datetime
from decimal import Decimal

from practice import Practice

from analytics import worklist
from analytics.workspace import Workspace

DAY = datetime.date
PAYER, OTHER = "Cigna", "Aetna"
SECRET = "Mrs. Doe, born 1950"
CODE = {"charge": 60, "payer_name": PAYER}


def billed(practice: Practice, claim: str, lines: int = 1, **given) -> None:
    for number in range(1, lines + 1):
        practice.bill("97110", claim_id=claim, line_no=str(number), **CODE | {"patient_id": f"P{claim}"} | given)


def answered(
    practice: Practice, claim: str, date: DAY, paid: int = 0, line: str = "1", carc: str = "16", **given
) -> None:
    """The payer's answer to a line: paid of 60 charged, or denied."""
    reason = [("CO", "45", 60 - paid)] if paid else [("CO", carc, 60)]
    practice.remit(claim, "97110", paid=paid, line=line, date=date, adjustments=reason, **{"payer_name": PAYER} | given)


def first_load(practice: Practice) -> None:
    practice.rate(PAYER, "97110", 30)
    practice.rate(OTHER, "97110", 30)
    february, march = DAY(2026, 2, 1), DAY(2026, 3, 1)
    for claim in ("open", "sent", "pays", "upheld", "late_follow", "gone", "wrong", "rich"):
        billed(practice, claim, lines=3 if claim == "rich" else 1)
        for line in range(1, 4 if claim == "rich" else 2):
            answered(practice, claim, february, line=str(line))
    billed(practice, "won")
    answered(practice, "won", february)
    answered(practice, "won", march, paid=30)
    billed(practice, "lost")
    answered(practice, "lost", february)
    answered(practice, "lost", march)
    billed(practice, "again")  # sent a second time, and nobody answered that yet
    answered(practice, "again", february)
    billed(practice, "again", claim_frequency="7", submit_date=march)
    billed(practice, "twin")  # the same answer on the same day is no second one
    answered(practice, "twin", february)
    answered(practice, "twin", february)
    billed(practice, "half", lines=2)
    answered(practice, "half", february)
    answered(practice, "half", february, line="2")
    answered(practice, "half", march, paid=30, line="2")
    old = DAY(2023, 1, 5)
    billed(practice, "old", dos=old)
    answered(practice, "old", DAY(2023, 2, 1), dos=old)
    billed(practice, "other", payer_name=OTHER)
    answered(practice, "other", february, payer_name=OTHER)
    practice.rebuild(as_of=DAY(2026, 3, 31))


def second_load(practice: Practice) -> None:
    """What comes in after the words: a payment and a second denial."""
    practice.second = practice.rows
    answered(practice, "pays", DAY(2026, 3, 20), paid=30)
    answered(practice, "sent", DAY(2026, 3, 20))
    practice.rebuild(as_of=DAY(2026, 3, 31))


def undo(practice: Practice) -> None:
    first = (4 << 32) + practice.second + 1
    for table, key in (
        ("remit_payment", "payment_key"),
        ("remit_claim", "claim_key"),
        ("remit_line", "claim_key"),
        ("remit_adjustment", "claim_key"),
    ):
        practice.workspace.rows(f"delete from {table} where {key} >= $first", first=first)
    practice.rebuild(as_of=DAY(2026, 3, 31))


def ref(claim: str) -> str:
    return f"|P{claim}|{claim}"


def say(workspace: Workspace, claim: str, kind: str, value: str) -> None:
    assert worklist.say(workspace, [ref(claim)], kind, value, "Biller") == 1


def words(workspace: Workspace) -> None:
    say(workspace, "open", "state", "in_work")
    say(workspace, "open", "note", SECRET)
    say(workspace, "sent", "state", "sent")
    say(workspace, "pays", "state", "sent")
    say(workspace, "upheld", "state", "upheld")
    say(workspace, "gone", "state", "written_off")
    say(workspace, "wrong", "state", "invalid")
    say(workspace, "late_follow", "follow_up", "2026-03-30")
    say(workspace, "late_follow", "assignee", "Ann")


def queue(workspace: Workspace) -> dict[str, dict]:
    return {row["claim_id"]: row for row in workspace.records("select * from work_queue")}


def rates(workspace: Workspace) -> dict[str, dict]:
    return {row["payer"]: row for row in workspace.records("select * from overturn_rate")}


def shrunk(won: str, cases: int, family_won: str, family_cases: int, base: Decimal) -> Decimal:
    towards = (Decimal(family_won) + 20 * base) / (family_cases + 20)
    return round((Decimal(won) + 20 * towards) / (cases + 20), 4)
