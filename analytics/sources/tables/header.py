"""The header row of a table, under whatever banner stands above it."""

from __future__ import annotations

import re

from analytics.sources.tables.mapping import known, normalise

SEARCHED = 40  # records
ENOUGH = 2  # headers that must be known by name
DATE_LIKE = re.compile(r"\d{1,4}[/-]\d{1,2}[/-]\d{1,4}\b")
CODE_LIKE = re.compile(r"(?:9[27]\d{3}|G\d{4})\b")  # therapy codes, to notice a billing table that has no header


def find(records: list[list[str]], preset: dict[str, str]) -> int | None:
    """Index of the record that holds the most known headers (a preset's count too); None if none holds two."""
    mapped = {normalise(header) for header in preset}
    scores = [len({cell for cell in record if _named(cell, mapped)}) for record in records[:SEARCHED]]
    best = max(scores, default=0)
    return scores.index(best) if best >= ENOUGH else None


def names(record: list[str]) -> list[str]:
    """The header texts on one line each, without the empty ones at the end."""
    cells = [re.sub(r"\s+", " ", cell).strip() for cell in record]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def headless(records: list[list[str]]) -> bool:
    """Whether the records look like service lines without a header: a date and a therapy code in one record."""
    return any(any(map(DATE_LIKE.match, record)) and any(map(CODE_LIKE.match, record)) for record in records)


def _named(cell: str, mapped: set[str]) -> bool:
    return bool(cell) and len(cell) <= 60 and (normalise(cell) in mapped or known(cell))
