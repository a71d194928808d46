"""What insurers that pay after Medicare answer: the patient's share, but for the deductible."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from random import Random

from analytics.demo.adjudicate import FORWARDED, SECONDARY, Answer, RemitClaim, RemitLine
from analytics.demo.practice import Practice
from analytics.demo.visit import Line
from analytics.demo.workdays import next_weekday

DEDUCTIBLE, EARLIER_PAYER = "1", "23"


def answer(practice: Practice, rng: Random, answers: list[Answer]) -> None:
    """Let the other insurer answer what Medicare paid of plain claims; a forwarded claim says so (CLP02 19)."""
    numbers: Counter[str] = Counter()
    for each in answers:
        payer = each.visit.patient.supplement
        if payer is None or each.first is None or len(each.claims) > 1 or each.visit.struck:
            continue
        each.first.status = FORWARDED
        lag = payer.pays_after + (7 if rng.random() < payer.late else 0)
        day = next_weekday(each.first.day + timedelta(days=lag), payer.weekday)
        if day > practice.last_day:
            continue
        numbers[payer.name] += 1
        number = f"{payer.edi_id[-1]}{day:%y%j}{numbers[payer.name]:07d}"
        lines = [_line(line) for line in each.first.lines]
        each.secondary = RemitClaim(each.visit, payer, day, SECONDARY, number, lines)
        each.claims.append(each.secondary)


def billed(answers: list[Answer]) -> list[tuple[Answer, Line]]:
    """The lines the practice billed to the other insurer itself, for those patients whose claims it sends there."""
    return [
        (each, line)
        for each in answers
        if each.visit.patient.is_supplement_billed and each.first and each.first.status == FORWARDED
        for line in each.visit.lines
    ]


def _line(line: RemitLine) -> RemitLine:
    deducted = sum(amount for group, carc, amount in line.adjustments if (group, carc) == ("PR", DEDUCTIBLE))
    paid = line.patient_share - deducted
    adjustments = [("OA", EARLIER_PAYER, line.charge - line.patient_share), ("PR", DEDUCTIBLE, deducted)]
    return RemitLine(line.line, line.modifiers, line.charge, paid, [each for each in adjustments if each[2]])
