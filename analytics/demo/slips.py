"""Slips in modifiers and in the order of lines: what costs something, what could be taken back, what costs nothing.

Every function plants one slip on a billed visit and says whether it fitted; `touched` are the lines it changed.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from analytics.demo.pairs import DISTINCT, once_bundled
from analytics.demo.pricing import unit_price
from analytics.demo.unit_rules import TIMED_CODES
from analytics.demo.visit import Line, Visit

ASSISTANT = {"CQ": "CO", "CO": "CQ"}


def assistant_missing(visit: Visit, rng: Random) -> bool:
    """An assistant's line without its modifier; a code that only an assistant furnished, so that no line is split."""
    whole = [line for line in visit.lines if line.is_assisted and _is_only_line(visit, line) and is_therapy(line)]
    return _change(visit, rng, whole, lambda line: line.leave_out(*ASSISTANT))


def assistant_superfluous(visit: Visit, rng: Random) -> bool:
    """An assistant's modifier on a line of a visit in which no assistant treated."""
    modifier = visit.discipline.assistant_modifier
    if modifier is None or visit.assisted or visit.beside or not visit.payer.wants_assistants(visit.dos):
        return False
    timed = [line for line in visit.lines if line.code in TIMED_CODES and not line.carries(DISTINCT)]
    return _change(visit, rng, timed, lambda line: line.add(modifier))


def assistant_wrong_discipline(visit: Visit, rng: Random) -> bool:
    """CO on an assistant's line of physical therapy, CQ on one of occupational therapy."""
    assisted = [line for line in visit.lines if line.is_assisted]

    def swap(line: Line) -> None:
        line.modifiers = tuple(ASSISTANT.get(each, each) for each in line.modifiers)

    return _change(visit, rng, assisted, swap)


def unneeded_59(visit: Visit, rng: Random) -> bool:
    """59 on a line that no pair asks it of, out of habit where one once did: at Medicare, whose pairs are published."""
    codes = [line.code for line in visit.lines]
    unclear = visit.beside or len(set(codes)) < len(codes) or "97150" in codes
    if not visit.payer.is_statutory or unclear or any(line.carries(DISTINCT) for line in visit.lines):
        return False
    once = once_bundled(visit.payer.pairs, set(codes), visit.dos)
    timed = [line for line in visit.lines if line.code in (once or TIMED_CODES)]
    return len(codes) > 1 and _change(visit, rng, timed, lambda line: line.add(DISTINCT))


def modifier_left_out(visit: Visit, rng: Random) -> bool:
    """No GP, GO or GN on a line of a payer that asks for it."""
    wanted = [line for line in visit.lines if line.carries(visit.discipline.modifier) and is_therapy(line)]
    if not visit.payer.discipline_required or visit.beside or len(visit.lines) < 2:
        return False
    return _change(visit, rng, wanted, lambda line: line.leave_out(visit.discipline.modifier))


def wasted_cap(visit: Visit, rng: Random) -> bool:
    """The cheapest timed units first, where the daily cap pays the first ones."""
    if not visit.is_over_cap:
        return False

    def place(line: Line) -> tuple[bool, int]:
        return line.code in TIMED_CODES, unit_price(visit.payer, visit.dos, line.code).full

    ordered = sorted(visit.lines, key=place)
    if [line.code for line in ordered] == [line.code for line in visit.lines]:
        return False
    for number, line in enumerate(ordered, 1):
        line.number = number
    visit.lines = ordered
    visit.touched = frozenset(line.number for line in ordered if line.code in TIMED_CODES)
    return True


SLIPS = {
    each.__name__: each
    for each in (
        *(assistant_missing, assistant_superfluous, assistant_wrong_discipline),
        *(unneeded_59, modifier_left_out, wasted_cap),
    )
}


def _change(visit: Visit, rng: Random, lines: list[Line], change: Callable[[Line], None]) -> bool:
    if not lines:
        return False
    line = rng.choice(lines)
    change(line)
    visit.touched = frozenset({line.number})
    return True


def _is_only_line(visit: Visit, line: Line) -> bool:
    return sum(each.code == line.code for each in visit.lines) == 1


def is_therapy(line: Line) -> bool:
    """CMS lists the code as therapy; e-stim as 97014 is none of its codes."""
    return line.code != "97014"
