"""Which release a file is: the year and quarter that its name, its title rows and its archive's name say.

Where several of them speak they must agree: a renamed file would price a whole quarter wrongly.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import NamedTuple

from analytics.errors import InputError

MONTHS = {"JAN": 1, "APR": 2, "JUL": 3, "OCT": 4}
LETTERS = "ABCD"
# Per place: year, quarter. A group that is missing says nothing.
NAMES = (
    re.compile(r"\bRVU(?P<short>\d\d)(?P<letter>[A-D])(?P<revised>R?)(?![A-Z])", re.IGNORECASE),
    re.compile(r"PPRRVU(?:20)?(?P<short>\d\d)(?:_(?P<month>JAN|APR|JUL|OCT))?", re.IGNORECASE),
    re.compile(r"GPCI(?P<year>20\d\d)", re.IGNORECASE),
    re.compile(r"ccipra-v(?P<version>\d\d)(?P<zero_quarter>[0-3])r\d", re.IGNORECASE),
    re.compile(r"Eff_(?P<number>\d\d)-\d\d-(?P<year>20\d\d)", re.IGNORECASE),
    re.compile(r"ZIP5_(?P<month>JAN|APR|JUL|OCT)(?P<year>20\d\d)", re.IGNORECASE),
    re.compile(r"(?<!\d)(?P<year>20\d\d)-?Q(?P<quarter>[1-4])", re.IGNORECASE),
)
TITLES = (
    re.compile(r"(?P<year>20\d\d) NATIONAL PHYSICIAN FEE SCHEDULE"),
    re.compile(r"(?P<month>JAN|APR|JUL|OCT)[A-Z]* RELEASE\b"),
    re.compile(r"\bCY (?P<year>20\d\d)\b"),
    re.compile(r"(?P<year>20\d\d) (?:PW|PE|MP) GPCI"),
)
VERSION_ZERO = 1994  # the pair edits of 2026 are version 32
PART = re.compile(r"ccipra-v\d{3}r\d-f([1-4])", re.IGNORECASE)


class Release(NamedTuple):
    """year; quarter 1-4, None where the file is for a year; revised: a second January release."""

    year: int
    quarter: int | None
    revised: bool = False

    @property
    def first_day(self) -> datetime.date:
        """The first day of the quarter, or of the year."""
        return datetime.date(self.year, 3 * (self.quarter or 1) - 2, 1)

    @property
    def last_day(self) -> datetime.date:
        """The last day of the quarter."""
        ends = self.first_day.replace(day=28) + datetime.timedelta(days=70)
        return ends.replace(day=1) - datetime.timedelta(days=1)

    def of_fee_schedule(self) -> str:
        """2027A."""
        return f"{self.year}{LETTERS[(self.quarter or 1) - 1]}{'R' if self.revised else ''}"

    def of_edits(self) -> str:
        """2027Q1."""
        return f"{self.year}Q{self.quarter}"


class _Said(NamedTuple):
    what: str  # year or quarter
    value: int
    where: str


def find(origin: tuple[str, ...], title: str, column: str | None = None, *, needs_quarter: bool = True) -> Release:
    """The release of a file. origin: its name and those of its archives; column: a YEAR/QTR cell (20273).

    Raises InputError where nothing says it, or where two places say different things.
    """
    said = list(_said(origin, title, column))
    year, quarter = _agreed(said, "year"), _agreed(said, "quarter")
    if year is None or (quarter is None and needs_quarter):
        raise InputError(
            f"neither its name nor its title says which {'year' if year is None else 'quarter'} it is for",
            fix="give the file under the name CMS gave it",
        )
    revised = any(re.search(NAMES[0], name) and re.search(NAMES[0], name)["revised"] for name in origin)
    return Release(year, quarter, revised)


def part(origin: tuple[str, ...]) -> int:
    """Which of the four parts of the pair edits. Raises InputError where its name doesn't say."""
    found = next((match for name in reversed(origin) if (match := PART.search(name))), None)
    if not found:
        raise InputError(
            "its name does not say which of the four parts it is", fix="name it as CMS does: ccipra-v...-f1"
        )
    return int(found[1])


def _said(origin: tuple[str, ...], title: str, column: str | None) -> Iterator[_Said]:
    places = [(name, NAMES, "name" if name == origin[-1] else f"archive's name ({name})") for name in origin]
    for text, patterns, where in [*places, (title.upper(), TITLES, "title rows")]:
        for pattern in patterns:
            for match in pattern.finditer(text):
                yield from _facts(match.groupdict(), where)
    if column and re.fullmatch(r"20\d\d[1-4]", column):
        yield _Said("year", int(column[:4]), "column YEAR/QTR")
        yield _Said("quarter", int(column[4]), "column YEAR/QTR")


def _facts(groups: dict[str, str | None], where: str) -> Iterator[_Said]:
    """What one match says."""
    g = {key: value.upper() for key, value in groups.items() if value}
    if "year" in g or "short" in g or "version" in g:
        year = int(g["version"]) + VERSION_ZERO if "version" in g else int(g.get("year") or "20" + g["short"])
        yield _Said("year", year, where)
    if "letter" in g:
        yield _Said("quarter", LETTERS.index(g["letter"]) + 1, where)
    elif "month" in g:
        yield _Said("quarter", MONTHS[g["month"]], where)
    elif "zero_quarter" in g:
        yield _Said("quarter", int(g["zero_quarter"]) + 1, where)
    elif "quarter" in g:
        yield _Said("quarter", int(g["quarter"]), where)
    elif "number" in g and 1 <= int(g["number"]) <= 12:
        yield _Said("quarter", (int(g["number"]) + 2) // 3, where)


def _agreed(said: list[_Said], what: str) -> int | None:
    of_it = [each for each in said if each.what == what]
    for other in of_it[1:]:
        if other.value != of_it[0].value:
            raise InputError(
                f"its {of_it[0].where} says {what} {of_it[0].value}, its {other.where} {other.value}",
                fix="give the file and its archive under the names CMS gave them",
            )
    return of_it[0].value if of_it else None
