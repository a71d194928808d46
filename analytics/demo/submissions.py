"""Every claim as it was sent, and what was answered to it before the payer judged it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from operator import attrgetter
from random import Random

from analytics.demo.adjudicate import LATER, REVERSAL, Answer, RemitClaim
from analytics.demo.payer import Choice
from analytics.demo.practice import Practice
from analytics.demo.visit import Line, Visit
from analytics.demo.workdays import next_workday

FIRST, CORRECTED, VOID = "1", "7", "8"  # claim frequency
ACCEPTED = "A2:20:PR"  # STC01: category, status, who says it
Sent = tuple[Line, tuple[str, ...]]  # a line with the modifiers it was sent with


@dataclass(frozen=True, slots=True)
class Submission:
    """A claim on its way out. `status` is the answer to it; `original` the payer's number of a claim it replaces."""

    visit: Visit
    day: date
    lines: tuple[Sent, ...]
    status: str = ACCEPTED
    frequency: str = FIRST
    original: str | None = None
    sent_as: str | None = None  # the claim number, where it is not that of the visit

    @property
    def claim_id(self) -> str:
        return self.sent_as or self.visit.claim_id

    @property
    def charge(self) -> int:
        return sum(line.charge for line, _ in self.lines)

    @property
    def rejected(self) -> bool:
        return self.status != ACCEPTED


def submissions(practice: Practice, rng: Random, answers: list[Answer]) -> list[Submission]:
    """All that was sent, in order of payer, day and visit: each claim on its bill date, some of them again.

    A claim refused at the door is sent again as it was, and accepted then; a claim that its payer answered as a
    duplicate was sent twice; one that it corrected was sent again as a correction (frequency 7).
    """
    terms = practice.raw["claims"]
    reasons, share = Choice.of(terms["reasons"]), float(terms["rejected"])
    settled = practice.last_day - timedelta(days=int(terms["none_rejected_in_the_last_days"]))
    ahead = timedelta(days=int(terms["sent_again_days_ahead"]))
    made: list[Submission] = []
    for answer in answers:
        visit = answer.visit
        lines = tuple((line, line.modifiers) for line in answer.first_lines or visit.lines)
        refused = rng.random() < share and visit.bill_date <= settled
        if visit.payer.is_self_pay:
            continue
        made.append(Submission(visit, visit.bill_date, lines, reasons.draw(rng) if refused else ACCEPTED))
        if refused:
            made.append(Submission(visit, next_workday(visit.bill_date + timedelta(days=1)), lines))
        again = next((claim for claim in answer.claims[1:] if claim.status not in {REVERSAL, *LATER}), None)
        if again is not None:
            # weeks lie between two answers, so there is always room for a workday
            day = next_workday(max(answer.first.day + timedelta(days=1), again.day - ahead))
            made.append(_repeated(answer, again, day, lines))
        if answer.is_void:
            taken_back = next_workday(answer.first.day + timedelta(days=1))
            made.append(Submission(visit, taken_back, lines, frequency=VOID, original=answer.first.number))
    place = {payer.name: number for number, payer in enumerate(practice.payers)}
    return sorted(made, key=lambda each: (place[each.visit.payer.name], each.day, each.visit.number, each.frequency))


def judged(made: list[Submission]) -> dict[str, bool]:
    """By claim id: whether the first answer to it before adjudication was an acceptance (a clean claim)."""
    clean: dict[str, bool] = {}
    for each in sorted(made, key=attrgetter("day")):
        clean.setdefault(each.claim_id, not each.rejected)
    return clean


def _repeated(answer: Answer, again: RemitClaim, day: date, lines: tuple[Sent, ...]) -> Submission:
    """What the payer's second answer was given to: the claim once more, or a correction of it."""
    if answer.rebilled is not None:
        lines = tuple((each.line, each.modifiers) for each in again.lines)
        once_more = answer.rebilled
        numbers = {"original": again.original, "sent_as": again.sent_as}
        return Submission(again.visit, once_more.day, lines, frequency=once_more.frequency, **numbers)
    if again.original is None:
        return Submission(again.visit, day, lines)
    mended = tuple((each.line, each.modifiers) for each in again.lines)
    return Submission(again.visit, day, mended, frequency=CORRECTED, original=again.original)
