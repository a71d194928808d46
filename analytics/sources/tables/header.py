"""The header of a table, under whatever banner stands above it: one row of names, or two."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import zip_longest
from typing import NamedTuple

from analytics.sources.tables.mapping import known, normalise

SEARCHED = 40  # records
ENOUGH = 2  # headers that must be known by name
REMEMBERED = 10_000  # answers
LONGEST = 60  # characters of a name
DATE_LIKE = re.compile(r"\d{1,4}[/-]\d{1,2}[/-]\d{1,4}\b")
CODE_LIKE = re.compile(r"(?:9[27]\d{3}|G\d{4})\b")  # therapy codes, to notice a billing table that has no header
VALUE_LIKE = re.compile(r"[($+-]*\d[\d,.]*[)%]?$|" + DATE_LIKE.pattern + "|" + CODE_LIKE.pattern)
UNIT_LIKE = re.compile(r"[(\[].*[)\]]$|[$%#]|usd|mins?|minutes|hours|hrs|y{2,4}.m{2}.d{2}|m{1,2}.d{1,2}.y{2,4}", re.I)


class Header(NamedTuple):
    """Where the names of the columns stand. first, last: indices of their records, the same where there is one row."""

    first: int
    last: int
    headers: list[str]
    score: int  # of them that are known


class Names:
    """The names that count as headers: those of any field, and those a preset or the user maps."""

    def __init__(self, mapping: Mapping[str, str]) -> None:
        self.mapped = {normalise(name): field for name, field in mapping.items()}
        self.asked: dict[str, bool] = {}  # for one sheet only: cells of patients are asked about, too

    def knows(self, cell: str) -> bool:
        if cell not in self.asked:
            if len(self.asked) > REMEMBERED:
                self.asked.clear()
            self.asked[cell] = bool(cell) and len(cell) <= LONGEST and (normalise(cell) in self.mapped or known(cell))
        return self.asked[cell]

    def score(self, cells: list[str]) -> int:
        return len({normalise(cell) for cell in cells if self.knows(cell)})


def find(
    records: list[list[str]], numbers: list[int], mapping: Mapping[str, str], given: int | None = None
) -> Header | None:
    """The record, or the two that follow each other, with the most names that are known; None if none has two.

    records, numbers: the first records and their row numbers. mapping: header -> field, of a preset or the user; its
    headers count as known. given: index of the last record of the header, where the user has said it.
    """
    known_names = Names(mapping)
    if given is not None:
        return _ending_at(records, numbers, given, known_names)
    found = [
        header
        for last in range(min(SEARCHED, len(records)))
        if (header := _ending_at(records, numbers, last, known_names)).score >= ENOUGH
        and _is_header(records[last], known_names, above=header.first < header.last)
    ]
    return max(found, key=lambda header: (header.score, -header.first, header.last), default=None)


def names(record: list[str]) -> list[str]:
    """The header texts on one line each, without the empty ones at the end."""
    cells = [re.sub(r"\s+", " ", cell).strip() for cell in record]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def headless(records: list[list[str]]) -> bool:
    """Whether the records look like service lines without a header: a date and a therapy code in one record."""
    return any(any(map(DATE_LIKE.match, record)) and any(map(CODE_LIKE.match, record)) for record in records)


def is_data(record: list[str]) -> bool:
    """Whether one record, taken for a header, reads like a service line: a date, a code, or no name that is known."""
    telling = (pattern.search(cell) for cell in record for pattern in (DATE_LIKE, CODE_LIKE))
    return any(telling) or not any(map(known, record)) or not _is_header(record, Names({}), above=False)


def _is_header(record: list[str], known_names: Names, *, above: bool) -> bool:
    """Not a row of data, which holds more values than names, nor one of labels with their values beside them."""
    cells = [cell for cell in names(record) if cell]
    values = sum(bool(VALUE_LIKE.match(cell)) for cell in cells)
    neighbours = zip_longest(cells, cells[1:], fillvalue="")
    labels = [cell for cell, beside in neighbours if _is_label(cell, beside, known_names)]
    named = known_names.score(cells)
    if above and all(map(UNIT_LIKE.match, cells)):
        return True
    beside = known_names.score([cell for cell in cells if cell not in labels])
    return (values < named or not values) and len(labels) < max(beside, 1)


def _is_label(cell: str, beside: str, known_names: Names) -> bool:
    """`Payer: Aetna`, or `Payer:` with a value beside it. Beside a name that ends in a colon stands another name."""
    return ": " in cell or (
        cell.endswith(":") and bool(beside) and not beside.endswith(":") and not known_names.knows(beside)
    )


def _ending_at(records: list[list[str]], numbers: list[int], last: int, known_names: Names) -> Header:
    """The header whose last row is a given one; the row above belongs to it where it makes as many names known."""
    lower = names(records[last])
    single = Header(last, last, lower, known_names.score(lower))
    if last == 0 or numbers[last] - numbers[last - 1] != 1:
        return single
    upper = names(records[last - 1])
    if not _may_stand_above(upper, lower, known_names):
        return single
    both = _combined(upper, lower, known_names)
    score = known_names.score(both)
    alone = known_names.score(upper)
    units = all(UNIT_LIKE.match(cell) for cell in lower if cell)
    # A row under a complete header is its units, or the first one of the table.
    better = score > alone or (score == alone and units)
    return Header(last - 1, last, both, score) if better and score >= single.score else single


def _may_stand_above(upper: list[str], lower: list[str], known_names: Names) -> bool:
    """A second row of names is no data, no row of labels with values, and no title over the first column."""
    filled = [place for place, cell in enumerate(upper) if cell]
    if not filled or not any(lower) or not _is_header(upper, known_names, above=False):
        return False
    if len(filled) > 1:
        return True
    place = filled[0]
    below = lower[place] if place < len(lower) else ""
    starts = place <= next(i for i, cell in enumerate(lower) if cell)
    return known_names.knows(f"{upper[place]} {below}") if below or starts else known_names.knows(upper[place])


def _combined(upper: list[str], lower: list[str], known_names: Names) -> list[str]:
    """`Insurance` over `Paid | Allowed` -> `Insurance Paid | Insurance Allowed`.

    A name of the upper row reaches right over empty cells, until a name below is known without it only.
    """
    headers, reaching = [], ""
    for above, below in zip_longest(upper, lower, fillvalue=""):
        own = above or reaching
        both = f"{own} {below}".strip()
        if not (above and below):
            reaching = reaching if below and not above else ""
        if above == below or not own or not below:
            headers.append(below or above)
        elif UNIT_LIKE.match(below):
            known_ones = [name for name in (both, above, below, own) if known_names.knows(name)]
            headers.append((known_ones or [both])[0])
            reaching = own if below == "#" else reaching  # `Check` over `# | Date`: a number, no unit of measure
        elif known_names.knows(both) or not known_names.knows(below) or (above and lower.count(below) > 1):
            headers.append(both)
            reaching = own
        else:
            headers.append(below)
            reaching = above
    return headers
