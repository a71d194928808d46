"""Which answered visits an event fits, and what the events build their answers from."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from analytics.demo.adjudicate import REVERSAL, Answer, RemitClaim, RemitLine
from analytics.demo.practice import Practice
from analytics.demo.workdays import next_weekday


def is_plain(answer: Answer) -> bool:
    """Answered once, paid, with nothing else planted, and nothing later depends on it."""
    visit = answer.visit
    if visit.event or visit.beside or visit.is_over_cap or answer.first is None or len(answer.claims) > 1:
        return False
    patient = visit.patient
    if patient.is_long_course or patient.supplement is not None or visit.payer.is_capitated:
        return False
    return all(line.allowed for line in visit.lines)


def is_flat(answer: Answer) -> bool:
    """Plain, of a payer that allows a known rate for every unit, whatever else the day brings."""
    payer = answer.visit.payer
    return is_plain(answer) and payer.pricing == "flat" and payer.is_listed


def later_day(practice: Practice, rng: Random, answer: Answer) -> date | None:
    """A payment day of the payer one to three months after the first answer; None where that is too late."""
    payer = answer.visit.payer
    day = next_weekday(answer.first.day + timedelta(days=rng.randint(25, 80)), payer.weekday)
    return day if day <= practice.last_day else None


def answered_again(answer: Answer, day: date, lines: list[RemitLine], place: int = 1, status: str = "1") -> RemitClaim:
    """Another answer of the payer to the claim, under a number that no other answer has."""
    payer = answer.visit.payer
    number = f"{payer.edi_id[-1]}{day:%y%j}E{answer.visit.number:06d}{place}"
    return RemitClaim(answer.visit, payer, day, status, number, lines, original=answer.first.number)


def take_back(answer: Answer, day: date) -> RemitClaim:
    """The payer reverses its first answer on a day."""
    reversal = answered_again(answer, day, [line.negated() for line in answer.first.lines], 0, REVERSAL)
    answer.claims.append(reversal)
    answer.current = None
    return reversal


def settle_anew(answer: Answer, claim: RemitClaim) -> None:
    """The answer that stands from now on."""
    answer.claims.append(claim)
    answer.current = claim


def copied(line: RemitLine) -> RemitLine:
    """The same answer once more, its adjustments its own."""
    return replace(line, adjustments=list(line.adjustments))


def shifted(adjustments: list[tuple[str, str, int]], amount: int) -> list[tuple[str, str, int]]:
    """The adjustments with so many cents more in the contractual reduction (CO 45)."""
    rest = [each for each in adjustments if each[:2] != ("CO", "45")]
    before = sum(value for group, carc, value in adjustments if (group, carc) == ("CO", "45"))
    return [("CO", "45", before + amount), *rest]
