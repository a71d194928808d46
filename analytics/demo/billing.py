"""How the practice bills a visit when nothing goes wrong: which lines, in which order, with which modifiers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from analytics.demo.assistants import assisted_units
from analytics.demo.pairs import DISTINCT, bundled
from analytics.demo.practice import Practice
from analytics.demo.pricing import unit_price
from analytics.demo.unit_rules import TIMED_CODES
from analytics.demo.visit import Line, Visit


class Part(NamedTuple):
    """Units of a code that go on one line."""

    code: str
    units: int
    is_assisted: bool


def bill(practice: Practice, visit: Visit) -> list[Line]:
    """The lines of a visit's billed units: GP, GO or GN, then CQ or CO, then 59, each where the payer wants it."""
    needs_distinct = bundled(visit.payer.pairs, {code for code, units in visit.billed.items() if units}, visit.dos)
    lines = []
    for number, part in enumerate(_ordered(visit), 1):
        modifiers = _modifiers(visit, part, needs_distinct)
        charge = practice.charges[part.code] * part.units
        lines.append(Line(number, part.code, part.units, modifiers, modifiers, charge, is_assisted=part.is_assisted))
    return lines


def _modifiers(visit: Visit, part: Part, needs_distinct: set[str]) -> tuple[str, ...]:
    discipline = visit.discipline
    wanted = (
        (discipline.modifier, visit.payer.discipline_from <= visit.dos),
        (discipline.assistant_modifier, part.is_assisted),
        (DISTINCT, part.code in needs_distinct),
    )
    return tuple(modifier for modifier, is_wanted in wanted if is_wanted)


def _ordered(visit: Visit) -> list[Part]:
    """In the order of treatment; the dearest units first where a daily cap leaves only the first of them."""
    parts = list(_parts(visit))
    if visit.is_over_cap:
        parts.sort(key=lambda part: -unit_price(visit.payer, visit.dos, part.code).full)
    return parts


def _parts(visit: Visit) -> Iterator[Part]:
    """A line for each code; a second one for the units of an assistant where the payer wants to know of them."""
    for code, units in visit.billed.items():
        helped = _assisted(visit, code, units)
        if units > helped:
            yield Part(code, units - helped, False)
        if helped:
            yield Part(code, helped, True)


def _assisted(visit: Visit, code: str, units: int) -> int:
    helped = visit.assisted.get(code, 0)
    if not helped or not visit.payer.wants_assistants(visit.dos):
        return 0
    return assisted_units(visit.documented[code] - helped, helped, units, timed=code in TIMED_CODES)
