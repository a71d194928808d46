"""Answers of another shape than the claim: other codes, split lines, bundles, adjustments of the claim as a whole."""

from __future__ import annotations

from random import Random

from analytics.demo.adjudicate import Answer, RemitLine
from analytics.demo.events.fitting import is_flat, is_plain, shifted
from analytics.demo.practice import Practice

INCLUDED, PROCESSED_IN_EXCESS, COPAY = "97", "94", "3"


def other_code(practice: Practice, rng: Random, answer: Answer) -> bool:
    """The payer pays a line as a cheaper code and says which one was submitted (SVC06)."""
    if not is_flat(answer):
        return False
    rates, submitted = answer.visit.payer.rates, {line.code for line in answer.visit.lines}
    for line in answer.first.lines:
        cheaper = sorted(code for code in practice.raw["other_codes"].get(line.line.code, ()) if code in rates)
        for code in cheaper:
            cut = (rates[line.line.code] - rates[code]) * line.line.units
            if code not in submitted and not line.reduced and 0 < cut < line.paid:
                line.code, line.adjustments = code, shifted(line.adjustments, cut)
                line.allowed, line.paid = line.allowed - cut, line.paid - cut
                return True
    return False


def split_units(practice: Practice, rng: Random, answer: Answer) -> bool:
    """A line of several units comes back as two with the same control number."""
    lines = answer.first.lines if is_plain(answer) and answer.visit.payer.has_line_numbers else []
    for place, line in enumerate(lines):
        if line.line.units > 1 and line.allowed is not None and not line.reduced:
            lines[place : place + 1] = _halves(line)
            return True
    return False


def bundled_by_payer(practice: Practice, rng: Random, answer: Answer) -> bool:
    """A line is included in another of the claim: OA 94 moves its charge there, CO 97 takes it from the line itself.

    The carrying line is paid at its own price, so what the included line was worth is gone.
    """
    if not is_flat(answer) or len(answer.first.lines) < 2:
        return False
    carrier, included = sorted(answer.first.lines, key=lambda each: -each.allowed)[:2]
    if included.line.code == carrier.line.code or carrier.reduced or included.reduced:
        return False
    carrier.adjustments = [
        *shifted(carrier.adjustments, included.charge),
        ("OA", PROCESSED_IN_EXCESS, -included.charge),
    ]
    carrier.adjustments.sort(key=lambda each: each[0])
    included.adjustments, included.paid = [("CO", INCLUDED, included.charge)], 0
    included.allowed, included.code = None, carrier.line.code
    return True


def claim_level_copay(practice: Practice, rng: Random, answer: Answer) -> bool:
    """The payer pays lines in full and takes the copay from the claim as a whole (a CAS of the claim)."""
    lines = answer.first.lines if is_flat(answer) else []
    shares = {each for line in lines for each in line.adjustments if each[0] == "PR"}
    if len(lines) < 2 or len(shares) != 1 or any(line.reduced for line in lines):
        return False
    ((_, reason, copay),) = shares
    if reason != COPAY:
        return False
    for line in lines:
        line.paid += line.patient_share
        line.adjustments = [each for each in line.adjustments if each[0] != "PR"]
    answer.first.adjustments = [("PR", COPAY, copay)]
    paid = sum(line.paid for line in lines)
    upto = before = 0
    for line in lines:  # shared by what the lines say was paid, rounded as the sum runs
        upto += line.paid
        line.copaid = _half_up(copay * upto, paid) - before
        before += line.copaid
        line.paid -= line.copaid
    return True


def _half_up(amount: int, whole: int) -> int:
    return (2 * amount + whole) // (2 * whole)


def _halves(line: RemitLine) -> list[RemitLine]:
    """The line in two, every amount of it: the first part has the half of the units, rounded down."""
    units = line.line.units // 2

    def part(amount: int) -> int:
        return amount * units // line.line.units

    parted = [(group, carc, part(amount)) for group, carc, amount in line.adjustments]
    others = [(group, carc, amount - part(amount)) for group, carc, amount in line.adjustments]
    charge, allowed = part(line.charge), part(line.allowed)
    paid = charge - sum(amount for *_, amount in parted)
    second = (line.charge - charge, line.paid - paid, [each for each in others if each[2]], line.allowed - allowed)
    return [
        RemitLine(line.line, line.modifiers, charge, paid, [each for each in parted if each[2]], allowed, units=units),
        RemitLine(line.line, line.modifiers, *second, units=line.line.units - units),
    ]
