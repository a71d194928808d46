"""Answers that pay another amount than the contract: below it, above it, fewer units, by the head, less from a day."""

from __future__ import annotations

from collections import Counter
from datetime import date
from random import Random

from analytics.demo.adjudicate import Answer, RemitLine
from analytics.demo.events.fitting import is_flat, is_plain, shifted
from analytics.demo.practice import Practice, percent_of

UNITS_NOT_SUPPORTED, CAPITATED = "151", "24"
LEAST, MOST = 3, 20  # percent


def underpaid(practice: Practice, rng: Random, answer: Answer) -> bool:
    """Some percent below the loaded schedule, out of the payer's share."""
    return _differs(rng, answer, -1)


def overpaid(practice: Practice, rng: Random, answer: Answer) -> bool:
    """Some percent above the loaded schedule."""
    return _differs(rng, answer, 1)


def units_denied(practice: Practice, rng: Random, answer: Answer) -> bool:
    """One of a line's units is not paid: the record does not support so many (CO 151 on its part of the charge)."""
    if not is_flat(answer):
        return False
    lines = [each for each in answer.first.lines if each.line.units > 1 and not each.reduced]
    for line in lines:
        cut, part = line.allowed // line.line.units, line.charge // line.line.units
        if line.paid > cut and line.allowed % line.line.units == 0:
            kept = shifted(line.adjustments, cut - part)
            line.adjustments = [kept[0], ("CO", UNITS_NOT_SUPPORTED, part), *kept[1:]]
            line.allowed, line.paid, line.units = line.allowed - cut, line.paid - cut, line.line.units - 1
            return True
    return False


def capitated(practice: Practice, rng: Random, answers: list[Answer]) -> None:
    """A payer that pays by the head answers every line with CO 24 and no money."""
    for answer in answers:
        if answer.visit.payer.is_capitated and answer.first is not None:
            answer.visit.event = "capitated"
            for line in answer.first.lines:
                line.adjustments, line.allowed, line.paid = [("CO", CAPITATED, line.charge)], None, 0
                line.reduced = line.assistant_cut = 0


def rate_cut(practice: Practice, rng: Random, answers: list[Answer]) -> None:
    """A payer without a loaded schedule pays one code less from a day on; most lines of it stay at the old rate."""
    terms = practice.raw["rate_cut"]
    start, percent = date.fromisoformat(terms["from"]), int(terms["percent"])
    lines: Counter[bool] = Counter()
    for answer in answers:
        if answer.visit.payer.name != terms["payer"] or answer.first is None:
            continue
        for line in answer.first.lines:
            if line.line.code != terms["code"] or not line.allowed or line.reduced:
                continue
            cut = percent_of(line.allowed // line.line.units, percent) * line.line.units
            fits = is_plain(answer) or answer.visit.event == "rate_cut"
            cuts = fits and answer.visit.dos >= start and line.paid > cut and lines[True] + 1 < lines[False]
            lines[cuts] += 1
            if cuts:
                _pay(line, -cut)
                answer.visit.event = "rate_cut"


def _differs(rng: Random, answer: Answer, sign: int) -> bool:
    if not is_flat(answer):
        return False
    amounts = [(line, percent_of(line.allowed, rng.randint(LEAST, MOST))) for line in answer.first.lines]
    fitting = [(line, amount) for line, amount in amounts if not line.reduced and line.paid > amount]
    fitting = [(line, amount) for line, amount in fitting if line.allowed + amount < line.charge]
    if not fitting:
        return False
    line, amount = rng.choice(fitting)
    _pay(line, sign * amount)
    return True


def _pay(line: RemitLine, more: int) -> None:
    """Allow and pay so many cents more (or less) of a line."""
    line.adjustments = shifted(line.adjustments, -more)
    line.allowed, line.paid = line.allowed + more, line.paid + more
