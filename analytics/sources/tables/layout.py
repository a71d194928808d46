"""Where the data of a sheet is: its header, the headings carried down to the rows under them, what is no data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import reduce
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.errors import InputError
from analytics.sources.tables import groups, header
from analytics.sources.tables.header import Header, Names
from analytics.sources.tables.sheet import SHAPE, Sheet, nonempty

SAMPLED = 2_000  # rows, spread over the whole sheet
SHOWN = 300  # values of a column
SPARSE = 4  # values of a heading, a page's banner or a stated total; a row of data has more, or all there are
HEADING = "a group heading, carried down to the rows under it"
CUT_SHORT = "the row ends early"
LAST = 40  # records in which totals below the table are looked for
REPEATED = "the header row again"
BANNER = "a page heading or footer"
BLOCK = "a total below the table"
PAGE = re.compile(r"page\s*:?\s*\d+(\s*(of|/)\s*\d+)?$", re.IGNORECASE)
STATED = re.compile(r"(?P<label>[A-Za-z][A-Za-z .#/&-]{1,40}?)\s*[:=\t]\s*(?P<amount>[($-]*\d[\d,]*(\.\d+)?\)?-?)$")
# A sparse row is looked at where its first value may be a label; data rows with few values mostly start with another.
TELLING = r"(?i):|^page\b"


class Layout(NamedTuple):
    """A sheet as a table. header_row: row_no of the (last) header row; headers: one for each column c0..cn, the last
    ones of labels that are carried down (sheet.carried of them).

    The sheet's table has, besides its shape and c0..cn: furniture (null, or why a record is no data), surplus (null, or
    why a record with too many values is refused), label and amount (what a total below the table says).
    """

    sheet: Sheet
    header_row: int
    headers: list[str]

    def sample(self) -> list[list[str]]:
        """Per header, up to 300 different values of the data rows, from the whole sheet."""
        table = self.sheet.table
        data = (table["row_no"].to_numpy() > self.header_row) & table["furniture"].is_null().to_numpy()
        rows = np.flatnonzero(data)
        rows = rows[:: max(1, len(rows) // SAMPLED)]
        columns = table.select(self.sheet.columns()).take(pa.array(rows)).columns
        return [[value for value in column.unique().to_pylist() if value][:SHOWN] for column in columns]


def read_layout(sheet: Sheet, mapping: Mapping[str, str], header_row: int | None = None) -> Layout | None:
    """The layout of a sheet, or None where no row holds two headers that are known or mapped.

    mapping: header -> field, of a preset or the user. header_row: the row that holds the headers, the last of them
    where there are several. Raises InputError if the sheet has no such row, or is not read at all.
    """
    if sheet.left_out:
        raise InputError(sheet.left_out, fix="show it and save the workbook again, if it is needed")
    found, start = _header(sheet, mapping, header_row)
    if found is None:
        return None
    names = Names(mapping)
    table = _without_surplus(sheet, len(found.headers))
    below = _Below(table, start + found.last, _above(sheet, start + found.last))
    carried = groups.Carried(found.headers, names)
    for row, record in enumerate(below.above[: start + found.first]):
        carried.whole(row, groups.pairs([cell for cell in record if cell], names))
    notes = below.repeats(found.last - found.first + 1)
    stated: dict[int, tuple[str, str]] = {}
    _read_sparse(below, names, carried, notes, stated)
    columns = [_filled_down(steps, table.num_rows) for steps in carried.columns().values()]
    table = _noted(table, notes, stated)
    for place, column in enumerate(columns, len(found.headers)):
        table = table.append_column(f"c{place}", column)
    row_no = table["row_no"][start + found.last].as_py()
    return Layout(sheet._replace(table=table, carried=len(columns)), row_no, [*found.headers, *carried.columns()])


def _header(sheet: Sheet, mapping: Mapping[str, str], header_row: int | None) -> tuple[Header | None, int]:
    """The header, its records counted from the given index of the sheet on."""
    if header_row is None:
        numbers = sheet.table["row_no"].slice(0, header.SEARCHED).to_pylist()
        return header.find(sheet.records(slice(0, header.SEARCHED)), numbers, mapping), 0
    place = int(np.searchsorted(sheet.table["row_no"].to_numpy(), header_row))
    start = max(place - 1, 0)
    numbers = sheet.table["row_no"].slice(start, 2).to_pylist()
    if header_row not in numbers:
        raise InputError(
            "the table has no such row, or it is empty", row=header_row, fix="name the row that holds the headers"
        )
    return header.find(sheet.records(slice(start, 2)), numbers, mapping, place - start), start


def _above(sheet: Sheet, last: int) -> list[list[str]]:
    """The records down to the last one of the header."""
    start = max(0, last - header.SEARCHED)
    return [[]] * start + sheet.records(slice(start, last + 1 - start))


class _Below:
    """The records under the header. above: those down to its last row."""

    def __init__(self, table: pa.Table, last: int, above: list[list[str]]) -> None:
        self.table, self.last, self.above = table, last, above
        self.columns = [name for name in table.column_names if name not in (*SHAPE, "surplus")]
        self.filled = table["filled"].to_numpy()

    def equal(self, record: list[str], most: int | None = None) -> np.ndarray:
        """Indices of the records that hold all values of another one; where most is given, in that many of them."""
        cells = [(name, cell) for name, cell in zip(self.columns, record, strict=False) if cell]
        if not cells:
            return np.zeros(0, np.int64)
        first, *others = cells
        rows = np.flatnonzero(pc.equal(self.table[first[0]], first[1]).fill_null(False).to_numpy())
        rows = rows[rows > self.last]
        part = self.table.take(pa.array(rows))
        same = np.ones(len(rows), np.int32)
        for name, cell in others:
            same += pc.equal(part[name], cell).fill_null(False).to_numpy()
        return rows[same >= min(len(cells), most or len(cells))]

    def repeats(self, header_rows: int) -> dict[int, str]:
        """Row -> why it is no data: the header, or a banner line above it, again."""
        notes: dict[int, str] = {}
        for place, record in enumerate(self.above):
            is_header = place > self.last - header_rows
            if is_header or 1 < sum(map(bool, record)) <= SPARSE:
                rows = self.equal(record, 3 if is_header else None)
                notes |= dict.fromkeys(rows.tolist(), REPEATED if is_header else BANNER)
        return notes

    def sparse(self) -> tuple[np.ndarray, list[list[str]]]:
        """Indices and values of the records that hold few values, the first of them perhaps a label."""
        most = min(SPARSE, len(self.columns) - 1)
        rows = np.flatnonzero(self.filled <= most)
        rows = rows[rows > self.last]
        if not len(rows):
            return rows, []
        part = self.table.select(self.columns).take(pa.array(rows))
        first = pc.coalesce(*(pc.if_else(pc.equal(column, ""), None, column) for column in part.columns))
        telling = pc.match_substring_regex(first, TELLING).fill_null(False).to_numpy() | (rows >= self.end())
        part = part.filter(pa.array(telling))
        return rows[telling], [[cell for cell in record.values() if cell] for record in part.to_pylist()]

    def end(self) -> int:
        """Index after the last record with more values than a heading has, but of the last records only."""
        dense = np.flatnonzero(self.filled > min(SPARSE, len(self.columns) - 1))
        after = int(dense[-1]) + 1 if len(dense) else self.last + 1
        return max(after, len(self.filled) - LAST)


def _read_sparse(
    below: _Below,
    names: Names,
    carried: groups.Carried,
    notes: dict[int, str],
    stated: dict[int, tuple[str, str]],
) -> None:
    """Note the headings, the pages' banners and the totals below the table; headings are carried."""
    end = below.end()
    read: dict[tuple[str, ...], list[groups.Pair]] = {}  # pages repeat their headings
    for row, cells in zip(*below.sparse(), strict=True):
        row = int(row)
        if row in notes:
            continue
        key = tuple(cells)
        if key not in read:
            read[key] = groups.pairs(cells, names)
        if found := read[key]:
            notes[row] = HEADING if carried.add(row, found) else BANNER
        elif any(map(PAGE.match, cells)):
            notes[row] = BANNER
        elif row >= end and len(cells) <= 2 and (total := STATED.match("\t".join(cells))):
            notes[row] = BLOCK
            stated[row] = total["label"], total["amount"]


def _filled_down(steps: list[groups.Step], count: int) -> pa.Array:
    """One value for each record: that of the last step at or above it."""
    rows = np.array([row for row, _ in steps])
    places = np.searchsorted(rows, np.arange(count), side="right") - 1
    return pa.array([value for _, value in steps], pa.string()).take(pa.array(places, mask=places < 0))


def _noted(table: pa.Table, notes: dict[int, str], stated: dict[int, tuple[str, str]]) -> pa.Table:
    """The table with the columns furniture, label and amount."""
    labels = {row: label for row, (label, _) in stated.items()}
    values = {row: amount for row, (_, amount) in stated.items()}
    for name, texts in (("furniture", notes), ("label", labels), ("amount", values)):
        table = table.append_column(name, _scattered(texts, table.num_rows))
    return table


def _scattered(values: dict[int, str], count: int) -> pa.Array:
    if not values:
        return pa.nulls(count, pa.string())
    places = np.full(count, -1)
    places[list(values)] = np.arange(len(values))
    return pa.array(values.values(), pa.string()).take(pa.array(places, mask=places < 0))


def _without_surplus(sheet: Sheet, count: int) -> pa.Table:
    """The table with as many columns as the header, and a column surplus: null, or the reason a record with more values
    is refused, or one that swallowed the lines below it, or the end of a file that was cut off."""
    table, columns = sheet.table, sheet.columns()
    beyond = [nonempty(table[name]) for name in columns[count:]]
    width, lines = table["width"].to_numpy(), table["lines"].to_numpy()
    extra = reduce(np.logical_or, beyond, width > len(columns))
    swallowed = (lines > 1) & (width < count) & ~extra
    surplus = pa.nulls(table.num_rows, pa.string())
    if extra.any():
        words = pc.binary_join_element_wise(_text(width), f" values where the header names {count} columns", "")
        surplus = pc.if_else(pa.array(extra), words, surplus)
    if swallowed.any():
        words = pc.binary_join_element_wise(
            "a quotation mark opened in this row closes ",
            _text(lines - 1),
            " lines below, and ",
            _text(width),
            f" values are left where the header names {count} columns",
            "",
        )
        surplus = pc.if_else(pa.array(swallowed), words, surplus)
    if sheet.open_line is not None:
        cut = (table["row_no"].to_numpy() + lines - 1 == sheet.open_line) & (width < count)
        surplus = pc.if_else(pa.array(cut), CUT_SHORT, surplus) if cut.any() else surplus
    return table.drop_columns(columns[count:]).append_column("surplus", surplus)


def _text(numbers: np.ndarray) -> pa.Array:
    return pc.cast(pa.array(numbers), pa.string())
