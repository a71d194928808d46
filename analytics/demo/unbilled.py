"""Visits that were documented and never billed: taken out of what was billed when all else is drawn."""

from __future__ import annotations

import math
from collections import Counter
from datetime import date, timedelta
from random import Random

from analytics.demo.adjudicate import Answer
from analytics.demo.practice import Practice
from analytics.demo.visit import Visit

DEDUCTIBLE = "1"


def pick(practice: Practice, rng: Random, answers: list[Answer], paid_lines: int) -> list[Visit]:
    """Visits to leave unbilled, in order of date, at most one of a patient.

    Each stands on its own: it carries no other event and used up no deductible, the patient has other billed visits and
    none without minutes (then one of two dates could be wrong),
    the practice has had its usual time to bill it, no payment consists of it alone, and every code keeps `paid_lines`
    paid lines for its rate to be seen in.
    """
    wanted = math.ceil(float(practice.leaks["unbilled_visits"]) * len(answers))
    visits = Counter(answer.visit.patient.number for answer in answers)
    payments = Counter(_payment(answer) for answer in answers)
    paid = Counter(pair for answer in answers for pair in _paid_codes(answer))
    first, last = answers[0].visit.dos, practice.last_day - timedelta(days=bill_lag(answers))
    unclear = {answer.visit.patient.number for answer in answers if answer.visit.event == "undetermined"}
    fitting = [answer for answer in answers if first < answer.visit.dos <= last and _alone(answer)]
    fitting = [answer for answer in fitting if answer.visit.patient.number not in unclear]
    chosen: list[Visit] = []
    for answer in rng.sample(fitting, len(fitting)):
        patient, codes = answer.visit.patient.number, _paid_codes(answer)
        if len(chosen) == wanted or visits[patient] < 2 or payments[_payment(answer)] < 2:
            continue
        if all(paid[pair] > paid_lines for pair in codes):
            chosen.append(answer.visit)
            payments[_payment(answer)] -= 1
            paid.subtract(codes)
            visits[patient] = 0
    return sorted(chosen, key=lambda visit: visit.number)


def bill_lag(answers: list[Answer]) -> int:
    """Days from service to bill within which nine of ten lines go out."""
    lags = sorted((answer.visit.bill_date - answer.visit.dos).days for answer in answers for _ in answer.visit.lines)
    return lags[-(-len(lags) * 9 // 10) - 1]


def _alone(answer: Answer) -> bool:
    """Nothing else was planted in the visit, and nothing later depends on its having been billed."""
    visit = answer.visit
    if visit.event or visit.tie or visit.beside or visit.assisted or visit.is_over_cap or answer.first is None:
        return False
    if visit.patient.is_long_course or visit.patient.supplement is not None:
        return False
    reasons = {carc for line in answer.first.lines for group, carc, _ in line.adjustments if group == "PR"}
    return DEDUCTIBLE not in reasons


def _payment(answer: Answer) -> tuple[str, date] | None:
    return (answer.visit.payer.name, answer.first.day) if answer.first else None


def _paid_codes(answer: Answer) -> list[tuple[str, str]]:
    lines = answer.current.lines if answer.current else ()
    return [(answer.visit.payer.name, line.line.code) for line in lines if line.paid > 0]
