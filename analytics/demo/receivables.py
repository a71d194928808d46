"""What is owed on the demo's lines on a day, told from the answers up to then: the receivables of the audit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from analytics.demo.adjudicate import Answer
from analytics.demo.practice import Practice, dollars
from analytics.demo.standing import Standing, standings

OLDEST = "121+"
BUCKETS = {"0-30": 30, "31-60": 60, "61-90": 90, "91-120": 120}
MONTHS_BACK = (1, 2, 4)  # of the past days that the truth tells the balances of


class Owed(NamedTuple):
    """What is owed on a line, in cents; a credit is what its patient paid too much."""

    insurance: int = 0
    patient: int = 0
    credits: int = 0


class Receivables:
    """The balances of all lines, on the last day and on days before it."""

    def __init__(self, practice: Practice, answers: list[Answer]) -> None:
        self.practice = practice
        self.answers = answers
        self.now = [_balances(answer, date.max) for answer in answers]

    def owed(self) -> Iterator[tuple[Answer, list[Owed]]]:
        """What is owed on the lines of each visit in the end; a line that is in no figure is left out."""
        return zip(self.answers, self.now, strict=True)

    def totals(self) -> dict:
        """In total on the last day, by age, and on the last days of three months before."""
        last = self.practice.last_day
        ages = dict.fromkeys((*BUCKETS, OLDEST), 0)
        for answer, lines in self.owed():
            ages[bucket((last - answer.visit.dos).days)] += sum(each.insurance + each.patient for each in lines)
        before = [_month_end(last, months) for months in MONTHS_BACK]
        return {
            **_shown(self.now),
            "buckets": {name: dollars(amount) for name, amount in ages.items()},
            "on": {day.isoformat(): _shown(self._on(day)) for day in before},
        }

    def _on(self, day: date) -> Iterator[list[Owed]]:
        for answer, now in self.owed():
            if answer.visit.dos <= day:
                is_settled = all(claim.day <= day for claim in answer.claims)  # nothing came after it
                yield now if is_settled and answer.rebilled is None else _balances(answer, day)


def bucket(days: int) -> str:
    """The age of a balance, in days from the date of service."""
    return next((name for name, most in BUCKETS.items() if days <= most), OLDEST)


def _balances(answer: Answer, day: date) -> list[Owed]:
    charges = _charges(answer, day)
    return [_owed(charges.get(line.number, line.charge), state) for line, state in standings(answer, day)]


def _charges(answer: Answer, day: date) -> dict[int, int]:
    """By line, what had been billed until a day, where a later claim corrected it."""
    once_more = answer.rebilled
    if once_more is None or once_more.day <= day:
        return {}
    return {line.number: line.charge for line in answer.first_lines or ()}


def _owed(charge: int, state: Standing) -> Owed:
    """The charge while unanswered or denied, nothing once allowed; the patient's share less what the patient paid."""
    if state.outcome in ("unanswered", "denied"):
        return Owed(insurance=charge)
    if state.outcome in ("bundled", "capitated"):
        return Owed()
    left = (charge if state.outcome == "self_pay" else state.share) - state.patient_paid
    return Owed(patient=max(left, 0), credits=max(-left, 0))


def _shown(lines: Iterable[list[Owed]]) -> dict[str, str]:
    insurance, patient, credits = map(sum, zip(Owed(), *(each for visit in lines for each in visit), strict=True))
    shown = {"insurance": insurance, "patient": patient, "credits": credits, "total": insurance + patient}
    return {name: dollars(amount) for name, amount in shown.items()}


def _month_end(day: date, months: int) -> date:
    """The last day of the month `months` before that of `day`."""
    for _ in range(months):
        day = day.replace(day=1) - timedelta(days=1)
    return day
