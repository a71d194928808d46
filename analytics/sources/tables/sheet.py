"""What every reader of tables gives: sheets of text columns with exact row numbers."""

from __future__ import annotations

from functools import reduce
from itertools import zip_longest
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

SAMPLE = 60  # first records, read to find the delimiter, the header and the usual width
WIDEST = 1_000  # columns
SHAPE = ("row_no", "width", "lines", "filled")
# What trimming may take away: bytes up to the blank, and any character that is not plain ASCII.
BLANK, ASCII = 32, 128


class Fault(NamedTuple):
    """A record that could not be split into values. row_no: 1-based line; reason, fix: one short sentence each."""

    row_no: int
    reason: str
    fix: str


class Sheet(NamedTuple):
    """Records of one sheet, or of a text file (name None).

    table: row_no int64 (1-based line of the record's start; row of the sheet in a workbook), width int32 (values in
    the record), lines int32 (lines it spans), filled int32 (values that hold text), c0..cn trimmed text. Blank records
    are left out. A sheet that went through layout.read_layout also has furniture and surplus, as work.py reads them.
    faults: the records that are missing in it because a quotation mark is wrong.
    carried: how many of its last columns hold what stood in headings above the rows.
    left_out: why a sheet of a workbook is not read (it is hidden, ...); its table is empty then.
    open_line: the last line of a text file that no line break ends: it may be cut off.
    """

    name: str | None
    table: pa.Table
    faults: list[Fault]
    carried: int = 0
    left_out: str | None = None
    open_line: int | None = None

    def columns(self) -> list[str]:
        """The names of the columns of text, c0..cn."""
        return [name for name in self.table.column_names if name[0] == "c" and name[1:].isdigit()]

    def records(self, rows: pa.Array | slice) -> list[list[str]]:
        """Some rows as lists of texts, empty where there is none."""
        table = self.table.select(self.columns())
        part = table.slice(rows.start or 0, rows.stop) if isinstance(rows, slice) else table.take(rows)
        return [list(record) for record in zip(*(_texts(column) for column in part.columns), strict=True)]

    def sample(self) -> list[list[str]]:
        """The first records as lists of texts."""
        return self.records(slice(0, SAMPLE))


def _texts(column: pa.ChunkedArray) -> list[str]:
    return [value or "" for value in column.to_pylist()]


def finished(shape: pa.Table, columns: list[pa.ChunkedArray]) -> pa.Table:
    """The table of a sheet from row_no, width and lines, and its columns of text: trimmed, without blank records."""
    trimmed = [trim(column) for column in columns]
    filled = np.zeros(shape.num_rows, np.int32)
    for column in trimmed:
        filled += nonempty(column)
    table = pa.table(
        [*shape.columns, pa.array(filled), *trimmed], names=[*SHAPE, *(f"c{i}" for i in range(len(columns)))]
    )
    return table if filled.all() else table.filter(pa.array(filled > 0))


def trim(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column without the white space around its values. Only chunks where an edge may be white are worked on."""
    return pa.chunked_array([_trimmed(chunk) for chunk in column.chunks], pa.string())


def nonempty(column: pa.ChunkedArray) -> np.ndarray:
    """Per row whether the column holds text."""
    parts = [np.diff(_offsets(chunk)) > 0 for chunk in column.chunks]
    return np.concatenate(parts) if parts else np.zeros(0, bool)


def first_bytes(column: pa.ChunkedArray) -> set[int]:
    """The first bytes that the values of a column have, as UTF-8; 0 for an empty one."""
    seen = np.zeros(256, bool)
    for chunk in column.chunks:
        offsets, data = _offsets(chunk), chunk.buffers()[2]
        held = np.diff(offsets) > 0
        seen[0] |= not held.all()
        if data is not None and held.any():
            seen[np.frombuffer(data, np.uint8)[offsets[:-1][held]]] = True
    return set(np.flatnonzero(seen).tolist())


def _trimmed(chunk: pa.Array) -> pa.Array:
    offsets = _offsets(chunk)
    data = chunk.buffers()[2]
    if data is None or offsets[0] == offsets[-1]:
        return chunk
    characters = np.frombuffer(data, np.uint8)
    held = np.diff(offsets) > 0
    first, last = characters[offsets[:-1][held]], characters[offsets[1:][held] - 1]
    white = ((first <= BLANK) | (first >= ASCII) | (last <= BLANK) | (last >= ASCII)).any()
    return pc.utf8_trim_whitespace(chunk) if white else chunk


def _offsets(chunk: pa.Array) -> np.ndarray:
    """Where the values of a chunk of strings start and end in its data; nulls are empty there."""
    if not len(chunk):
        return np.zeros(1, np.int32)
    return np.frombuffer(chunk.buffers()[1], np.int32)[chunk.offset : chunk.offset + len(chunk) + 1]


def columns(block: list[list[str]], usual: int, first_row: int) -> pa.Table:
    """Records that follow each other as a sheet's table of `usual` columns.

    Values beyond them are counted, not kept. first_row: the line on which the first record starts.
    """
    widths = np.fromiter(map(len, block), np.int32, len(block))
    for index in np.flatnonzero(widths > usual):
        widths[index] = max(usual, widths[index] - _empty_tail(block[index]))
        block[index] = block[index][:usual]
    texts = [pa.array(column, pa.string()) for column in zip_longest(*block, fillvalue="")]
    breaks = reduce(
        np.add, (pc.count_substring(text, "\n").to_numpy() for text in texts), np.zeros(len(block), np.int32)
    )
    texts += [pa.array([""] * len(block), pa.string())] * (usual - len(texts))
    lines = breaks + 1
    starts = np.cumsum(lines, dtype=np.int64) - lines + first_row
    shape = pa.table([starts, widths, lines.astype(np.int32)], names=["row_no", "width", "lines"])
    return finished(shape, [pa.chunked_array([text]) for text in texts])


def _empty_tail(record: list[str]) -> int:
    return next((i for i, value in enumerate(reversed(record)) if value.strip()), len(record))


def numbered(records: list[list[str]], numbers: list[int], usual: int) -> pa.Table:
    """Records with row numbers of their own as a sheet's table."""
    table = columns(records, usual, 0)
    # They were counted from 0 on, and the blank ones have gone.
    return table.set_column(0, "row_no", pa.array([numbers[i] for i in table["row_no"].to_pylist()], pa.int64()))


def left_out(name: str | None, reason: str) -> Sheet:
    """A sheet that is not read, and why."""
    empty = pa.table([pa.array([], kind) for kind in (pa.int64(), pa.int32(), pa.int32())], names=SHAPE[:3])
    return Sheet(name, finished(empty, []), [], left_out=reason)
