"""What the user has filtered: one value that every answer takes; the macro `selected` (macros.sql) applies it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

FIRST_DAY, LAST_DAY = datetime.date(1900, 1, 1), datetime.date(2999, 12, 31)


@dataclass(frozen=True)
class Filter:
    """Payers, rendering providers, locations, codes (empty = all) and dates of service (both ends included)."""

    payers: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()
    locations: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    start: datetime.date | None = None
    end: datetime.date | None = None

    def parameters(self) -> dict[str, object]:
        """The value of `$filter` in an answer's SQL."""
        return {
            "payers": list(self.payers),
            "providers": list(self.providers),
            "locations": list(self.locations),
            "codes": list(self.codes),
            "first_day": self.start or FIRST_DAY,
            "last_day": self.end or LAST_DAY,
        }

    def __bool__(self) -> bool:
        return self != Filter()
