"""What the user has filtered: one value that every answer takes; the macro `selected` (macros.sql) applies it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

FIRST_DAY, LAST_DAY = datetime.date(1900, 1, 1), datetime.date(2999, 12, 31)
BASES = ("service", "submission", "remittance")  # the day of a line that first_day and last_day mean
PARTS = ("practices", "locations", "payers", "payer_classes", "providers", "disciplines", "codes")


@dataclass(frozen=True)
class Filter:
    """What lines are chosen by: lists of names (empty = all) and a span of days (both ends included) of one basis.

    basis: service, submission (the line was first sent) or remittance (a payer first answered it).
    """

    practices: tuple[str, ...] = ()
    locations: tuple[str, ...] = ()
    payers: tuple[str, ...] = ()
    payer_classes: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()
    disciplines: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    start: datetime.date | None = None
    end: datetime.date | None = None
    basis: str = "service"

    def parameters(self) -> dict[str, object]:
        """The value of `$filter` in an answer's SQL."""
        return {
            **{name: list(getattr(self, name)) for name in PARTS},
            "basis": self.basis,
            "first_day": self.start or FIRST_DAY,
            "last_day": self.end or LAST_DAY,
        }

    def __bool__(self) -> bool:
        return self != Filter(basis=self.basis)
