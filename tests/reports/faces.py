"""What each face of an audit shows, read back as a reader finds it: pages, workbook, printed report, tables."""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import pypdf
from reports.sheet import Book
from streamlit.testing.v1 import AppTest

from analytics.reports.words import UNKNOWN, cents, number, percent
from analytics.selection import Filter
from pages._parts import filters, session

SHELL = Path(__file__).resolve().parents[2] / "pages" / "_shell.py"
THIN = "\u202f"


EVERYTHING = Filter()
FILTERS = {
    "everything": EVERYTHING,
    "a payer's month": Filter(
        payers=("Medicare Part B",), start=datetime.date(2026, 5, 1), end=datetime.date(2026, 5, 31)
    ),
    "what a class answered": Filter(
        payer_classes=("commercial",),
        start=datetime.date(2026, 6, 1),
        end=datetime.date(2026, 6, 20),
        basis="remittance",
    ),
}
DRAWN = ("overview", "units", "denials", "aging", "compliance", "modifiers", "compare", "explore")
CENT, ENDS = Decimal("0.01"), ("base", "low", "high")
DOLLARS = ("charge_denied", "expected_denied", "recovered", "open", "recoverable")


@dataclass(frozen=True)
class Shown:
    """One page as it stands."""

    tiles: dict[str, tuple[str, str]]  # name: figure and what stands below it
    words: str
    tables: list[pd.DataFrame]

    def table(self, column: str) -> pd.DataFrame:
        """The one table that has this column."""
        (found,) = [table for table in self.tables if column in table.columns]
        return found


class Pages:
    """The dashboard over a workspace file, under any filter."""

    def __init__(self) -> None:
        self.app = AppTest.from_file(str(SHELL), default_timeout=120)
        self.app.session_state["kpis"] = True  # the closed part with the key figures
        self.app.run()
        self.turns = 0

    def draw(self, page: str, chosen: Filter) -> Shown:
        """A page under a filter; fails on any error that is shown."""
        self.turns += 1
        self.app.session_state[session.FILTER] = chosen
        self.app.session_state[filters.TURN] = self.turns
        self.app.switch_page(f"{page}.py").run()
        assert not self.app.exception and not self.app.error, page
        tiles = {one.label.split("] ")[-1]: (plain(one.value), plain(one.delta or "")) for one in self.app.metric}
        words = "\n".join(one.value for one in (*self.app.markdown, *self.app.caption)).replace("\\", "")
        return Shown(tiles, plain(words), [one.value for one in self.app.dataframe])


def plain(text: str) -> str:
    """Without the thin blanks that stand before per cent signs."""
    return text.replace(THIN, " ")


class Printed:
    """report.pdf as words in their order; every run of blanks one blank."""

    def __init__(self, data: bytes) -> None:
        pages = pypdf.PdfReader(io.BytesIO(data)).pages
        self.text = " ".join(re.sub(r"[\s\u200b\u00a0\u202f]+", " ", page.extract_text()) for page in pages)
        self.together = self.text.replace(" ", "")

    def has(self, *cells: Any) -> bool:
        """Whether these cells stand side by side: a Decimal with its cents, a float as per cent, a number whole."""
        said = "".join(cell if isinstance(cell, str) else _told(cell) for cell in cells)
        return re.sub(r"[\s\u202f]", "", said) in self.together

    def lacks(self, rows: Iterable[tuple]) -> list[tuple]:
        return [row for row in rows if not self.has(*row)]


def _told(cell: Any) -> str:
    if cell is None:
        return UNKNOWN
    return cents(cell) if isinstance(cell, Decimal) else percent(cell) if isinstance(cell, float) else number(cell)


class Workbook(Book):
    """report.xlsx: beside its sheets, what stands behind a name on the sheet Summary."""

    @cached_property
    def said(self) -> dict[str, list[list[Any]]]:
        """name in the first column: the cells behind it, for each row of that name."""
        page, found = self["Summary"], {}
        for row in range(1, page.last() + 1):
            name = page.values.get(f"A{row}")
            if name:
                found.setdefault(name, []).append([page.values.get(f"{letter}{row}") for letter in "BCDE"])
        return found

    def row(self, name: str, place: int = 0) -> list[Any]:
        return self.said[name][place]


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV."""
    with path.open(encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def total(found: Iterable[dict[str, str]], column: str) -> Decimal:
    """The exact sum of a column; an empty cell is nothing."""
    return sum((Decimal(row[column]) for row in found if row[column]), Decimal(0))


def by(found: Iterable[dict[str, Any]], keys: tuple[str, ...], column: str) -> dict[tuple, Decimal]:
    """The exact sums of a column by the values of others; 0 left out."""
    sums: dict[tuple, Decimal] = {}
    for row in found:
        key = tuple(row[name] for name in keys)
        sums[key] = sums.get(key, Decimal(0)) + Decimal(row[column] or 0)
    return {key: value for key, value in sums.items() if value}


def exact(value: Any) -> Any:
    """A number to the cent: a spreadsheet and a browser keep binary ones."""
    return Decimal(value).quantize(CENT) if isinstance(value, int | float | Decimal) else value


def found(summary: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    """The summary's categories of a kind of finding."""
    return [row for row in summary["findings"] if row["kind"] == kind]


@dataclass
class Case:
    """The faces of one audit under one filter; summary: of that filter, with exact cents."""

    chosen: Filter
    summary: dict[str, Any]
    book: Workbook
    printed: Printed
    pages: dict[str, Shown]
