"""A table to look at or to save: typed columns and rows as tuples, money as Decimal, unknown as None."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

OTHERS = "All others"
NOT_KNOWN = "Not known"


@dataclass(frozen=True)
class Column:
    """name: unique in its table; unit: text | name | ordered | bin | a grain of dates | number | a measure's unit."""

    name: str
    label: str
    unit: str = "text"
    type: str = "VARCHAR"  # of the engine: DECIMAL(12,2), DATE, BIGINT ...


@dataclass(frozen=True)
class Table:
    """columns, rows (tuples in their order), and a note: what is left out, if anything."""

    columns: tuple[Column, ...]
    rows: list[tuple[Any, ...]] = field(default_factory=list)
    note: str = ""

    def place(self, name: str) -> int:
        """Where a column stands."""
        return next(place for place, column in enumerate(self.columns) if column.name == name)

    def values(self, name: str) -> list[Any]:
        """A column from top to bottom."""
        place = self.place(name)
        return [row[place] for row in self.rows]

    def records(self) -> list[dict[str, Any]]:
        """Rows as dicts by column name."""
        names = [column.name for column in self.columns]
        return [dict(zip(names, row, strict=True)) for row in self.rows]
