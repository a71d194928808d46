"""Pairs of codes of which a payer pays the second only with a modifier, by date of service (practice.yaml: pairs)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

DISTINCT = "59"


@dataclass(frozen=True, slots=True)
class Pair:
    """Column 1 pays; column 2 needs the modifier from `first` to `last`, both included."""

    column_1: str
    column_2: str
    first: date
    last: date

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


def bundled(pairs: Iterable[Pair], codes: set[str], day: date) -> set[str]:
    """The codes of a day that need the modifier because another code of the day includes them."""
    return {each.column_2 for each in pairs if each.holds(day) and {each.column_1, each.column_2} <= codes}


def once_bundled(pairs: Iterable[Pair], codes: set[str], day: date) -> set[str]:
    """The codes of a day that needed the modifier for another code of it until some day before."""
    return {each.column_2 for each in pairs if each.last < day and {each.column_1, each.column_2} <= codes}
