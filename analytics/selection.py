"""What the user has filtered: one value that every answer takes, and the SQL macro that applies it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import duckdb

MACRO = """
create or replace macro selected(payer, provider, location, cpt, dos, chosen) as
    (len(chosen.payers) = 0 or list_contains(chosen.payers, payer))
    and (len(chosen.providers) = 0 or list_contains(chosen.providers, provider))
    and (len(chosen.locations) = 0 or list_contains(chosen.locations, location))
    and (len(chosen.codes) = 0 or list_contains(chosen.codes, cpt))
    and dos between chosen.first_day and chosen.last_day
"""
FIRST_DAY, LAST_DAY = datetime.date(1900, 1, 1), datetime.date(2999, 12, 31)


@dataclass(frozen=True)
class Filter:
    """Payers, rendering providers, locations, procedure codes (empty = all) and dates of service (both ends included)."""

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


def install(cursor: duckdb.DuckDBPyConnection) -> None:
    """Create the macro `selected` in a workspace."""
    cursor.execute(MACRO).fetchall()
