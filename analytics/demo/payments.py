"""Weekly payments: a payer's answers of one day, and the money that moves outside claims."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from random import Random

from analytics.demo.adjudicate import REVERSAL, Answer, RemitClaim
from analytics.demo.payer import Payer
from analytics.demo.practice import Practice


@dataclass(slots=True)
class ProviderAdjustment:
    """One PLB adjustment; a positive amount (cents) is taken from the payment."""

    reason: str
    reference: str
    amount: int


@dataclass(slots=True)
class Payment:
    """One ST..SE: one payer, one day. `amount` is what arrives at the bank, in cents."""

    payer: Payer
    day: date
    claims: list[RemitClaim]
    adjustments: list[ProviderAdjustment] = field(default_factory=list)

    @property
    def trace(self) -> str:
        return f"{self.payer.edi_id}{self.day:%Y%m%d}"

    @property
    def amount(self) -> int:
        return sum(claim.paid for claim in self.claims) - sum(each.amount for each in self.adjustments)


def payments(practice: Practice, rng: Random, answers: list[Answer]) -> list[Payment]:
    """All payments in order of payer and day, with recoupments and interest."""
    claims: dict[tuple[str, date], list[RemitClaim]] = defaultdict(list)
    for answer in answers:
        for claim in answer.claims:
            claims[claim.payer.name, claim.day].append(claim)
    made = []
    for payer in (*practice.payers, *practice.supplements, *practice.tertiaries):
        days = sorted(day for name, day in claims if name == payer.name)
        of_payer = [Payment(payer, day, claims[payer.name, day]) for day in days]
        _recoup(practice, rng, of_payer)
        _add_interest(practice, rng, of_payer)
        made += of_payer
    return made


def _recoup(practice: Practice, rng: Random, of_payer: list[Payment]) -> None:
    """Some reversed money stays with the practice until the next payment: WO given back now, WO taken then."""
    for payment, following in pairwise(of_payer):
        for claim in payment.claims:
            kept = -claim.paid
            wanted = claim.status == REVERSAL and rng.random() < float(practice.leaks["recouped_later"])
            if wanted and 0 < kept <= following.amount:
                payment.adjustments.append(ProviderAdjustment("WO", claim.number, -kept))
                following.adjustments.append(ProviderAdjustment("WO", claim.number, kept))


def _add_interest(practice: Practice, rng: Random, of_payer: list[Payment]) -> None:
    for payment in of_payer:
        if rng.random() < float(practice.leaks["interest"]):
            payment.adjustments.append(ProviderAdjustment("L6", payment.claims[0].number, -rng.randint(5, 300)))
