"""Regular text tables through Arrow's CSV reader, with the line of every record; None for what is not regular."""

from __future__ import annotations

import csv

import numpy as np
import pyarrow as pa
from pyarrow import csv as arrow

from analytics.sources.tables.sheet import finished, numbered

STEP = 1 << 24  # bytes looked at together
LONGEST = 131_072  # bytes of a line: longer values are a matter of the careful way
IRREGULAR = 20_000  # lines of another width than the table's that are still set in one by one
SLICED = 500  # of them, above which sorting the table is cheaper than cutting it
NEWLINE, QUOTE = 10, 34


def read_regular(text: bytes, separator: str, expected: int, usual: int) -> pa.Table | None:
    """A sheet's table of `usual` columns, or None where Python's csv would have to judge.

    expected: values that most records have; records of another width are set in among them.
    """
    if len(separator) != 1 or not separator.isascii() or not text:
        return None
    breaks = _breaks(text)
    ends = np.append(breaks, len(text)) if not text.endswith(b"\n") else breaks
    starts = np.concatenate(([0], ends[:-1] + 1))
    lengths = ends - starts
    if lengths.max() > LONGEST or not _quotes_are_plain(text, ends, separator):
        return None
    held = np.flatnonzero(lengths > 0)
    odd: list[int] = []
    table = _parse(text, separator, expected, odd)
    if table is None or table.num_rows + len(odd) != len(held):
        return None
    places = np.array(odd, np.int64)
    regular = _padded(table, np.delete(held, places) + 1, expected, usual)
    if not odd:
        return regular
    lines = [text[starts[i] : ends[i]].decode() for i in held[places]]
    records = list(csv.reader(lines, delimiter=separator, strict=True))
    return _merged(regular, numbered(records, (held[places] + 1).tolist(), usual))


def _breaks(text: bytes) -> np.ndarray:
    """Where the line ends are."""
    characters = np.frombuffer(text, np.uint8)
    parts = [np.flatnonzero(characters[at : at + STEP] == NEWLINE) + at for at in range(0, len(text), STEP)]
    return np.concatenate(parts)


def _quotes_are_plain(text: bytes, ends: np.ndarray, separator: str) -> bool:
    """Whether every quotation mark opens a value, closes one on the same line, or is doubled inside one.

    Counted along a line, marks 1, 3, 5 ... open a value or follow their twin; 2, 4, 6 ... close one or precede it.
    """
    if b'"' not in text:
        return True
    characters = np.frombuffer(text, np.uint8)
    beside = np.zeros(256, bool)
    beside[[NEWLINE, QUOTE, ord(separator)]] = True
    first = 0
    while first < len(ends):
        start = ends[first - 1] + 1 if first else 0
        last = max(int(np.searchsorted(ends, start + STEP)), first + 1)
        stop = ends[min(last, len(ends)) - 1]
        marks = np.flatnonzero(characters[start:stop] == QUOTE) + start
        if (np.searchsorted(marks, ends[first:last]) % 2).any():
            return False
        opening, closing = marks[::2], marks[1::2]
        if opening.size and opening[0] == 0:
            opening = opening[1:]
        if closing.size and closing[-1] == len(text) - 1:
            closing = closing[:-1]
        if not (beside[characters[opening - 1]].all() and beside[characters[closing + 1]].all()):
            return False
        first = last
    return True


def _parse(text: bytes, separator: str, expected: int, odd: list[int]) -> pa.Table | None:
    """The lines of the expected width; the others' places among the lines that are not empty go into odd."""

    def note(row: arrow.InvalidRow) -> str:
        odd.append(row.number - 1)
        return "skip" if len(odd) <= IRREGULAR else "error"

    names = [f"c{i}" for i in range(expected)]
    converted = arrow.ConvertOptions(
        column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False, check_utf8=False
    )
    for threads, handler in ((True, None), (False, note)):
        try:
            return arrow.read_csv(
                pa.BufferReader(text),
                arrow.ReadOptions(use_threads=threads, block_size=1 << 20, column_names=names),
                arrow.ParseOptions(delimiter=separator, invalid_row_handler=handler),
                converted,
            )
        except pa.ArrowInvalid:
            continue
    return None


def _padded(table: pa.Table, rows: np.ndarray, expected: int, usual: int) -> pa.Table:
    count = table.num_rows
    ones = np.ones(count, np.int32)
    shape = pa.table([rows.astype(np.int64), ones * expected, ones], names=["row_no", "width", "lines"])
    empty = pa.chunked_array([pa.nulls(count, pa.string())])
    return finished(shape, [*table.columns, *[empty] * (usual - expected)])


def _merged(regular: pa.Table, odd: pa.Table) -> pa.Table:
    """Both in the order of their rows."""
    odd = odd.cast(regular.schema)
    if odd.num_rows > SLICED:
        return pa.concat_tables([regular, odd]).sort_by("row_no")
    places = np.searchsorted(regular["row_no"].to_numpy(), odd["row_no"].to_numpy())
    parts, done = [], 0
    for number, place in enumerate(places):
        parts += [regular.slice(done, place - done), odd.slice(number, 1)]
        done = place
    return pa.concat_tables([part for part in [*parts, regular.slice(done)] if part.num_rows])
