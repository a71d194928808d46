"""What stands of a billed line on a day: the answers up to then, without those that were taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from analytics.demo.adjudicate import LATER, REVERSAL, Adjustment, Answer, RemitClaim, RemitLine
from analytics.demo.visit import Line

SEQUESTRATION, DUPLICATE = "253", "18"
CAPITATED, INCLUDED = "24", "97"


@dataclass(frozen=True, slots=True)
class Standing:
    """outcome: unanswered, paid, denied, patient_billed, bundled, capitated, self_pay. Cents: paid by all insurers, the
    patient's share, withheld by sequestration, reduced for an assistant, patient_paid by the last day."""

    outcome: str
    paid: int = 0
    share: int = 0
    withheld: int = 0
    reduced: int = 0
    patient_paid: int = 0


def in_force(answer: Answer, day: date = date.max) -> RemitClaim | None:
    """The first payer's answer that stands on a day: no duplicate, and not taken back until then."""
    found = None
    for claim in answer.claims:
        if claim.day > day or claim.status in LATER or _is_duplicate(claim):
            continue
        found = None if claim.status == REVERSAL else claim
    return found


def standings(answer: Answer, day: date = date.max) -> Iterator[tuple[Line, Standing]]:
    """Each line that is in any figure, with what stands of it on a day."""
    if answer.is_void:
        return
    claim = in_force(answer, day)
    later = [each for each in answer.claims if each.status in LATER and each.day <= day]
    for line in answer.visit.lines:
        yield line, _standing(answer, line, claim, later)


def _standing(answer: Answer, line: Line, claim: RemitClaim | None, later: list[RemitClaim]) -> Standing:
    taken = answer.patient_paid(line)
    if answer.visit.payer.is_self_pay:
        return Standing("self_pay", patient_paid=taken)
    parts = _parts(claim, line) if claim else []
    if not parts:
        return Standing("unanswered", patient_paid=taken)
    share, paid = sum(part.patient_share for part in parts), sum(part.paid for part in parts)
    if any(part.allowed is None for part in parts):
        return Standing(_refused_as(answer, claim, share, parts[0].adjustments), share=share, patient_paid=taken)
    for each in later:
        own = _parts(each, line)
        paid += sum(part.paid for part in own)
        share = sum(part.patient_share for part in own)
    withheld = sum(amount for part in parts for _, carc, amount in part.adjustments if carc == SEQUESTRATION)
    return Standing("paid", paid, share, withheld, sum(part.reduced for part in parts), taken)


def _parts(claim: RemitClaim, line: Line) -> list[RemitLine]:
    """What a claim answers to a line; several parts where the payer split it."""
    return [part for part in claim.lines if part.line.number == line.number]


def _refused_as(answer: Answer, claim: RemitClaim, share: int, adjustments: list[Adjustment]) -> str:
    """What an answer is that allows nothing: 97 beside an OA 94 of the claim is the payer's own bundling, no denial."""
    if share:
        return "patient_billed"
    reasons = {carc for _, carc, _ in adjustments}
    if answer.visit.payer.is_capitated and reasons == {CAPITATED}:
        return "capitated"
    offset = any((group, carc) == ("OA", "94") for line in claim.lines for group, carc, _ in line.adjustments)
    return "bundled" if reasons == {INCLUDED} and offset else "denied"


def _is_duplicate(claim: RemitClaim) -> bool:
    return all(carc == DUPLICATE for line in claim.lines for _, carc, _ in line.adjustments)
