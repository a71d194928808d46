"""Claims taken back, corrected, voided, sent again under another number, or answered by a third insurer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

from analytics.demo.adjudicate import Answer, Rebilled, RemitClaim, RemitLine
from analytics.demo.events.fitting import (
    answered_again,
    copied,
    is_flat,
    is_plain,
    later_day,
    settle_anew,
    shifted,
    take_back,
)
from analytics.demo.practice import Practice, percent_of
from analytics.demo.visit import Line
from analytics.demo.workdays import next_weekday, next_workday

FORWARDED_BY_SECOND, THIRD, EARLIER_PAYER, COINSURANCE = "20", "3", "23", "2"


def corrected_less(practice: Practice, rng: Random, answer: Answer) -> bool:
    """Reversed months later, and the correction pays one line a fifth less."""
    day = later_day(practice, rng, answer) if is_flat(answer) else None
    lines = [copied(line) for line in answer.first.lines] if day else []
    for line in lines:
        cut = percent_of(line.allowed, 20)
        if line.paid > cut and not line.reduced:
            line.adjustments = shifted(line.adjustments, cut)
            line.allowed, line.paid = line.allowed - cut, line.paid - cut
            take_back(answer, day)
            settle_anew(answer, answered_again(answer, day, lines))
            return True
    return False


def corrected_units(practice: Practice, rng: Random, answer: Answer) -> bool:
    """Billed a unit short and paid; the corrected claim (frequency 7) keeps its number, the billing table shows it."""
    # without a line number, code and charge alone would have to tie the first answer to a row that shows the last claim
    numbered = answer.visit.payer.has_line_numbers
    return numbered and _short_at_first(practice, rng, answer) is not None


def rebilled_units(practice: Practice, rng: Random, answer: Answer) -> bool:
    """Billed a unit short and paid; the corrected claim (frequency 7) has a number and rows of its own."""
    paid_again = _short_at_first(practice, rng, answer)
    if paid_again is not None:
        _send_again(answer, paid_again, "A", "7")
    return paid_again is not None


def reversed_only(practice: Practice, rng: Random, answer: Answer) -> bool:
    """The payer takes its payment back and nothing follows: the claim is as if never answered."""
    day = later_day(practice, rng, answer) if is_plain(answer) else None
    if day is None:
        return False
    take_back(answer, day)
    return True


def void(practice: Practice, rng: Random, answer: Answer) -> bool:
    """Billed by mistake and paid; the practice voids it (frequency 8, a negative row), the payer takes it back."""
    if not reversed_only(practice, rng, answer):
        return False
    answer.is_void = True
    return True


def resubmitted(practice: Practice, rng: Random, answer: Answer) -> bool:
    """A claim denied as a whole is sent again under another number, and paid."""
    visit = answer.visit
    denial = practice.denials.get(visit.event)
    if denial is None or not denial.whole_claim or not denial.recoverable or len(answer.claims) > 1:
        return False
    day = later_day(practice, rng, answer)
    if day is None or visit.payer.pricing != "flat" or any(line.is_assisted for line in visit.lines):
        return False
    paid = [_paid_in_full(line) for line in visit.lines]
    claim = replace(answered_again(answer, day, paid), original=None)
    settle_anew(answer, claim)
    _send_again(answer, claim, "R", "1")
    return True


def tertiary(practice: Practice, rng: Random, answer: Answer) -> bool:
    """The second insurer pays a half of what Medicare left and forwards the claim (20); a third one pays the rest."""
    second, payer = answer.secondary, practice.tertiaries[0]
    if second is None or answer.visit.event or len(answer.claims) > 2:
        return False
    day = next_weekday(second.day + timedelta(days=payer.pays_after), payer.weekday)
    if day > practice.last_day or any(line.patient_share for line in second.lines):
        return False
    rest = []
    for line in second.lines:
        left = line.paid // 2
        line.paid -= left
        line.adjustments = [*line.adjustments, *([("PR", COINSURANCE, left)] if left else [])]
        rest.append(
            RemitLine(line.line, line.modifiers, line.charge, left, [("OA", EARLIER_PAYER, line.charge - left)])
        )
    second.status = FORWARDED_BY_SECOND
    number = f"{payer.edi_id[-1]}{day:%y%j}E{answer.visit.number:06d}"
    answer.claims.append(RemitClaim(answer.visit, payer, day, THIRD, number, rest))
    return True


def _short_at_first(practice: Practice, rng: Random, answer: Answer) -> RemitClaim | None:
    """The first claim had a unit less on one line; the correction is paid as the visit is. None where that fits not."""
    day = later_day(practice, rng, answer) if is_flat(answer) else None
    whole = [copied(line) for line in answer.first.lines] if day else []
    for place, line in enumerate(whole):
        rate = line.allowed // line.line.units
        if line.line.units > 1 and line.paid > rate and not line.reduced:
            short = _with_a_unit_less(line.line)
            answer.first_lines = [short if each is line.line else each for each in answer.visit.lines]
            first = copied(line)
            first.line, first.charge = short, short.charge
            first.adjustments = shifted(line.adjustments, rate - (line.charge - short.charge))
            first.allowed, first.paid = line.allowed - rate, line.paid - rate
            answer.first.lines = [first if at == place else each for at, each in enumerate(answer.first.lines)]
            take_back(answer, day)
            corrected = answered_again(answer, day, whole)
            settle_anew(answer, corrected)
            return corrected
    return None


def _with_a_unit_less(line: Line) -> Line:
    units = line.units - 1
    charge, allowed = line.charge // line.units * units, line.allowed // line.units * units
    return replace(line, units=units, charge=charge, allowed=allowed)


def _send_again(answer: Answer, claim: RemitClaim, mark: str, frequency: str) -> None:
    sent = next_workday(max(answer.first.day + timedelta(days=1), claim.day - timedelta(days=14)))
    claim.sent_as = f"{answer.visit.claim_id}{mark}"
    answer.rebilled = Rebilled(claim.sent_as, sent, frequency)


def _paid_in_full(line: Line) -> RemitLine:
    reduction = [("CO", "45", line.charge - line.allowed)]
    return RemitLine(line, line.right, line.charge, line.allowed, reduction, line.allowed)
