"""Puts the events of a preset on answered visits, at most one on each, then those of its payments."""

from __future__ import annotations

import math
from collections.abc import Callable
from random import Random

from analytics.demo.adjudicate import Answer
from analytics.demo.events import amounts, claims, desk, money, shapes
from analytics.demo.payments import Payment
from analytics.demo.practice import Practice

FEWEST = 3
Event = Callable[[Practice, Random, Answer], bool]
# In this order; each function says whether its event fits the visit, and then has put it there.
EVENTS: dict[str, Event] = {
    each.__name__: each
    for each in (
        *(claims.corrected_less, claims.corrected_units, claims.rebilled_units, claims.reversed_only, claims.void),
        *(claims.resubmitted, claims.tertiary, shapes.other_code, shapes.split_units, shapes.bundled_by_payer),
        *(shapes.claim_level_copay, amounts.units_denied, amounts.underpaid, amounts.overpaid),
        *(desk.copay_ahead, desk.credit),
    )
}
AFTER_COLLECTION = {"copay_ahead", "credit"}
WHOLE_PAYERS = {"capitated": amounts.capitated, "rate_cut": amounts.rate_cut, "self_pay": desk.self_pay}


def plant(practice: Practice, seed: int, answers: list[Answer], *, collected: bool) -> None:
    """Put events on answers: before patients paid their shares, or (collected) those of what patients paid."""
    for name, event in WHOLE_PAYERS.items():
        if name in practice.events and (name == "self_pay") is collected:
            event(practice, Random(f"{seed} event {name}"), answers)
    for name, event in EVENTS.items():
        if name in practice.events and (name in AFTER_COLLECTION) is collected:
            _put(practice, Random(f"{seed} event {name}"), name, event, answers)


def take_money(practice: Practice, seed: int, payments: list[Payment]) -> None:
    """Move money outside claims."""
    for name, event in money.EVENTS.items():
        if name in practice.events:
            event(practice, Random(f"{seed} event {name}"), payments)
    if practice.events:
        money.never_below_nothing(payments)


def _put(practice: Practice, rng: Random, name: str, event: Event, answers: list[Answer]) -> None:
    wanted = max(FEWEST, math.ceil(float(practice.events[name]) * len(answers)))
    for answer in rng.sample(answers, len(answers)):
        if not wanted:
            break
        if event(practice, rng, answer):
            answer.visit.event = answer.visit.event or name
            wanted -= 1
