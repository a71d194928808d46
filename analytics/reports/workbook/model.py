"""What a table sheet is: its question, its columns, and the figures of the summary that its totals must meet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

Summary = Mapping[str, Any]
Figure = Callable[[Summary], Decimal | int | None]
SUMMED = ("money", "count", "number")


@dataclass(frozen=True)
class Column:
    """One column of a sheet.

    name: the answer's column; title: what the reader sees; kind: text | label (a code name) | id (text with its zeros)
    | date | money | count | number | percent | flag. is_summed: it has a total; agrees: the figure of summary.json
    the total must equal; rounds: the summary rounds larger sums, so the cents between are shown as rounding.
    is_private: a patient's; width: at most so many characters.
    """

    name: str
    title: str
    kind: str = "text"
    is_summed: bool = False
    agrees: Figure | None = None
    rounds: bool = False
    is_private: bool = False
    width: int = 34


@dataclass(frozen=True)
class Sheet:
    """One table sheet.

    question: answers/shown/<question>.sql; note: what one row is; empty: what to say without rows; rows_agree: the
    figure of the summary that counts its rows; file: the CSV that has all rows.
    first: the order in which money comes (column, direction), default that of the answer.
    """

    name: str
    question: str
    columns: tuple[Column, ...]
    note: str
    empty: str
    rows_agree: Figure | None = None
    file: str = "findings.csv"
    first: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Checked:
    """A total that has been held against the summary: where its cell stands, and both figures."""

    sheet: str
    title: str
    kind: str
    cell: str
    total: Decimal
    figure: Decimal
