"""CSV that a spreadsheet may open: UTF-8, ISO dates, plain decimals, and no cell that could run as a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TextIO

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\Z")


def safe_cell(value: Any) -> str:
    """The cell's text; one that a spreadsheet would take for a formula gets an apostrophe, unless it is a number."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    if text.startswith(DANGEROUS) and not NUMBER.match(text):
        return "'" + text
    return text


def write_csv(handle: TextIO, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Write a header and rows to an open text file; returns the number of rows."""
    writer = csv.writer(handle, lineterminator="\n")
    writer.writerow([safe_cell(column) for column in columns])
    count = 0
    for count, row in enumerate(rows, 1):  # noqa: B007
        writer.writerow([safe_cell(value) for value in row])
    return count


def to_csv(rows: Sequence[Mapping[str, Any]], columns: Sequence[str] | None = None) -> bytes:
    """Rows as dicts to CSV bytes (UTF-8 with a byte-order mark, so that Excel reads accents)."""
    names = list(columns or (rows[0].keys() if rows else []))
    handle = io.StringIO(newline="")
    write_csv(handle, names, ([row.get(name) for name in names] for row in rows))
    return b"\xef\xbb\xbf" + handle.getvalue().encode("utf-8")
