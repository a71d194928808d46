"""What patients pay at the desk: before an insurer asks for it, more than their share, or all of it themselves."""

from __future__ import annotations

from random import Random

from analytics.demo.adjudicate import Answer
from analytics.demo.events.fitting import is_plain
from analytics.demo.practice import Practice


def copay_ahead(practice: Practice, rng: Random, answer: Answer) -> bool:
    """A copay taken at the visit, on a claim nobody has answered yet."""
    visit = answer.visit
    if visit.event not in ("", "never_answered") or answer.first is not None or visit.payer.is_self_pay:
        return False
    line = visit.lines[0]
    if visit.payer.is_capitated or visit.is_over_cap or not line.allowed:
        return False
    answer.at_desk[line.number] = min(visit.patient.copay, line.allowed)
    return True


def credit(practice: Practice, rng: Random, answer: Answer) -> bool:
    """A patient who owes a share and has paid it pays some dollars too much."""
    if not is_plain(answer):
        return False
    line = next((each for each in answer.current.lines if each.patient_paid), None)
    if line is None:
        return False
    line.patient_paid += 100 * rng.randint(5, 40)
    return True


def self_pay(practice: Practice, rng: Random, answers: list[Answer]) -> None:
    """Patients without insurance pay the whole, a half or nothing."""
    for answer in answers:
        if answer.visit.payer.is_self_pay:
            share = rng.choices((2, 1, 0), (70, 15, 15))[0]
            answer.visit.event = "self_pay"
            answer.at_desk = {line.number: line.charge * share // 2 for line in answer.visit.lines}
