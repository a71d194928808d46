"""From an Arrow table to the rows of a sheet, a column at a time: cents stay cents, days as a spreadsheet counts them.

Text is written as text and as nothing else, so no value of a file can become a formula, a link or mark-up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from analytics.reports.workbook.look import TEXTS
from analytics.reports.workbook.words import label

EPOCH = 25_569  # the spreadsheet's number of 1970-01-01
LONGEST = 16_000  # characters; a cell holds 32,767 UTF-16 units
BLOCK = 5_000  # rows
# what XML 1.0 cannot hold, and marks that turn the order of letters around: a way to disguise a name or an amount
UNSHOWN = "[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufffe\uffff]"
ESCAPED = r"(_x[0-9a-fA-F]{4}_)"  # what a spreadsheet would read as the code of a sign
MARKS = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"))

Array = pa.Array | pa.ChunkedArray


@dataclass(frozen=True)
class Place:
    """Where the cells of a column go: its letter, and the number of their style in the workbook."""

    letter: str
    style: int


def values(column: Array, kind: str) -> Array:
    """The cells of a column of this kind (model.Column) as Arrow text or numbers; null stays empty."""
    if pa.types.is_null(column.type):
        return pc.cast(column, pa.string())
    if kind == "date":
        return pc.add(pc.cast(pc.cast(column, pa.date32()), pa.int32()), EPOCH)
    if kind == "flag":
        return pc.if_else(pc.cast(column, pa.bool_()), "yes", pa.scalar(None, pa.string()))
    if kind not in TEXTS:
        return column
    return clean(_labelled(column) if kind == "label" else column)


def clean(column: Array) -> Array:
    """Text without signs that no cell can hold, not longer than a cell may be; an empty one is no cell."""
    text = pc.cast(column, pa.string())
    text = pc.utf8_slice_codeunits(pc.replace_substring_regex(text, UNSHOWN, " "), 0, LONGEST)
    return pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)


def _labelled(column: Array) -> Array:
    """Our words for code names, looked up once each."""
    known = pc.drop_null(pc.unique(column))
    words = pa.array([label(value) for value in known.to_pylist()], pa.string())
    return pc.take(words, pc.index_in(column, value_set=known))


def total(column: Array) -> Decimal:
    """The exact sum of a column of money, counts or units; 0 where it has no value."""
    if pa.types.is_null(column.type):
        return Decimal(0)
    return Decimal(pc.sum(column).as_py() or 0)


def longest(column: Array) -> int:
    """The most characters in the cells of a text column."""
    return pc.max(pc.utf8_length(column)).as_py() or 0 if len(column) else 0


def rows(columns: Sequence[Array], kinds: Sequence[str], places: Sequence[Place], first: int) -> Iterator[str]:
    """The rows as the XML of a sheet (ECMA-376, 18.3.1.73 and 18.3.1.4), block by block; first: its number."""
    for begin in range(0, len(columns[0]), BLOCK):
        blocks = [_flat(column.slice(begin, BLOCK)) for column in columns]
        at = pc.cast(pa.array(range(first + begin, first + begin + len(blocks[0])), pa.int64()), pa.string())
        cells = [_cell(*one, at) for one in zip(blocks, kinds, places, strict=True)]
        yield "".join(pc.binary_join_element_wise('<row r="', at, '">', *cells, "</row>", "").to_pylist())


def _cell(column: pa.Array, kind: str, place: Place, at: pa.Array) -> pa.Array:
    if kind in TEXTS:
        before, after = ' t="inlineStr"><is><t xml:space="preserve">', "</t></is></c>"
        column = _escaped(column)
    else:
        before, after = "><v>", "</v></c>"
        column = pc.cast(column, pa.string())
    cell = pc.binary_join_element_wise(f'<c r="{place.letter}', at, f'" s="{place.style}"{before}', column, after, "")
    return pc.fill_null(cell, "")


def _escaped(text: pa.Array) -> pa.Array:
    text = pc.replace_substring_regex(text, ESCAPED, r"_x005F\1")
    for mark, written in MARKS:
        text = pc.replace_substring(text, mark, written)
    return text


def _flat(column: Array) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
