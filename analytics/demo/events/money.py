"""Money that moves outside claims (PLB): taken back without a reversal, carried on, returned, adjusted, interest."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from random import Random

from analytics.demo.adjudicate import REVERSAL
from analytics.demo.payments import Payment, ProviderAdjustment
from analytics.demo.practice import Practice


def recouped_without_reversal(practice: Practice, rng: Random, payments: list[Payment]) -> None:
    """The payer keeps what it paid on an earlier claim and reverses nothing (WO)."""
    for earlier, payment in _chosen(practice, rng, "recouped_without_reversal", payments, 2):
        paid = [claim for claim in earlier.claims if 0 < claim.paid <= payment.amount and claim.status != REVERSAL]
        if paid:
            claim = rng.choice(paid)
            payment.adjustments.append(ProviderAdjustment("WO", claim.number, claim.paid))


def carried_forward(practice: Practice, rng: Random, payments: list[Payment]) -> None:
    """A recoupment larger than two payments: both are nothing, and what is left is carried to the third (FB)."""
    for first, second, third in _chosen(practice, rng, "carried_forward", payments, 3):
        if min(first.amount, second.amount, third.amount) <= 0:
            continue
        left = third.amount // 2
        owed = first.amount + second.amount + left
        first.adjustments += [
            ProviderAdjustment("WO", f"AUDIT{first.trace}", owed),
            ProviderAdjustment("FB", first.trace, first.amount - owed),
        ]
        second.adjustments.append(ProviderAdjustment("FB", first.trace, left + second.amount))
        second.adjustments.append(ProviderAdjustment("FB", second.trace, -left))
        third.adjustments.append(ProviderAdjustment("FB", second.trace, left))


def refund_returned(practice: Practice, rng: Random, payments: list[Payment]) -> None:
    """The practice had sent the money of a reversed claim by check: what the reversal took is given back (72)."""
    for payment in payments:
        kept = {each.reference for each in payment.adjustments}
        for claim in payment.claims:
            if claim.status == REVERSAL and claim.visit.event == "corrected_less" and claim.number not in kept:
                payment.adjustments.append(ProviderAdjustment("72", claim.number, claim.paid))


def adjusted(practice: Practice, rng: Random, payments: list[Payment]) -> None:
    """A correction of the payer's own, to either side (CS)."""
    for (payment,) in _chosen(practice, rng, "adjusted", payments, 1):
        amount = rng.randint(5_00, 60_00) * rng.choice((1, -1))
        if amount < payment.amount:
            payment.adjustments.append(ProviderAdjustment("CS", f"ADJ{payment.trace}", amount))


def interest_told(practice: Practice, rng: Random, payments: list[Payment]) -> None:
    """Interest stands on its claim too, for information (AMT I); the money is that of the payment (L6)."""
    for payment in payments:
        for each in payment.adjustments:
            if each.reason == "L6":
                payment.claims[0].interest -= each.amount


def never_below_nothing(payments: list[Payment]) -> None:
    """A payment below nothing is none: what is owed is carried to the payer's next one (FB)."""
    for _, group in groupby(payments, key=lambda each: each.payer.name):
        owed: ProviderAdjustment | None = None
        for payment in group:
            if owed is not None:
                payment.adjustments.append(owed)
            below, owed = min(payment.amount, 0), None
            if below:
                payment.adjustments.append(ProviderAdjustment("FB", payment.trace, below))
                owed = ProviderAdjustment("FB", payment.trace, -below)


EVENTS: dict[str, Callable[[Practice, Random, list[Payment]], None]] = {
    each.__name__: each
    for each in (recouped_without_reversal, refund_returned, adjusted, carried_forward, interest_told)
}


def _chosen(practice: Practice, rng: Random, name: str, payments: list[Payment], length: int) -> list[list[Payment]]:
    """So many times as the preset says: payments of one payer that follow each other, none of them twice."""
    count, taken, found = int(practice.events[name]), set(), []
    runs = [
        run[start : start + length]
        for _, group in groupby(payments, key=lambda each: each.payer.name)
        for run in [list(group)]
        for start in range(len(run) - length + 1)
    ]
    for run in rng.sample(runs, len(runs)):
        if len(found) < count and taken.isdisjoint(each.trace for each in run):
            found.append(run)
            taken.update(each.trace for each in run)
    return found
