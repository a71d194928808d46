"""Bytes of a file of CMS to a table of named text columns: which kind it is, where its header is, what its title says.

Columns are found by the words of the header, which spreads over up to eleven rows; only the text files that CMS writes
in fixed widths are cut by their record layout.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from analytics.errors import InputError
from analytics.reference.cms.kinds import KINDS, OTHERS, Kind
from analytics.sources.tables import delimited, markup, workbook
from analytics.sources.tables.sheet import Sheet

BELOW = 8  # rows a header may go on for below the row that names the key
HEAD = 200  # lines of a text file, looked at for a fixed layout
ENOUGH = 0.3  # of those lines, that look like lines of the table


class Content(NamedTuple):
    """A file as read. table: row_no (line or row of the sheet) and the kind's columns, all text, empty = '' or null.

    title: what stands above the table, header included. columns: those of kind.columns that were found.
    """

    kind: Kind
    table: pa.Table
    title: str
    columns: frozenset[str]


class _Header(NamedTuple):
    places: dict[str, int]
    missing: list[str]
    title: str
    first: int  # index of the first record below


def read(data: bytes, name: str) -> Content:
    """What a file holds. Raises InputError, without the file's name, for a file that is none of these."""
    if not data or data.isspace():
        raise InputError("the file is empty", fix="fetch it from CMS again")
    for pattern, what, fix in OTHERS:
        if pattern.search(name):
            raise InputError(f"is {what}", fix=fix)
    if data.startswith(workbook.ZIP) and not workbook.is_workbook(data):
        raise InputError("the archive is damaged", fix="fetch it from CMS again")
    if data.startswith((workbook.OLE, workbook.ZIP)):
        return _of_sheets(workbook.read(data))
    if markup.recognise(data):
        raise InputError(
            "is a web page and no table", fix="accept CMS's licence in a browser, and save the file that comes then"
        )
    text = delimited.plain(data)
    if text is None:
        raise InputError("is neither text nor a workbook", fix="give the .csv, .txt or .xlsx file of CMS")
    fixed = _of_fixed_widths(text)
    if fixed:
        return fixed
    separator = delimited.delimiter(text)
    if separator is None:
        raise _unknown()
    return _of_sheets([delimited.read_text(text, separator)])


def _unknown() -> InputError:
    known = ", ".join(kind.title for kind in KINDS)
    return InputError("is none of the files that are read here", fix=f"give one of CMS's files of {known}")


def _of_sheets(sheets: list[Sheet]) -> Content:
    """The first sheet that is a table of a kind; else what is missing in the one that is nearly one."""
    nearly: list[tuple[Kind, _Header]] = []
    for sheet in sheets:
        for fault in sheet.faults:
            raise InputError(fault.reason, row=fault.row_no, fix="fetch the file again")
        sample = sheet.sample()
        for kind in KINDS:
            header = _header(sample, kind)
            if header is None:
                continue
            if kind.not_for and re.search(kind.not_for, header.title):
                raise InputError("is the table of another setting", fix=f"give the file of {kind.title}")
            if not header.missing:
                return _content(kind, sheet, header)
            nearly.append((kind, header))
    for kind, header in nearly:
        if len(header.missing) * 2 < sum(column.needed for column in kind.columns.values()):
            raise InputError(
                f"a file of {kind.title} without this column",
                column=kind.columns[header.missing[0]].shown,
                fix="give the file as CMS publishes it, with its header rows",
            )
    raise _unknown()


def _header(records: list[list[str]], kind: Kind) -> _Header | None:
    """Where the columns of a kind are; None where no cell is the header of its key."""
    key = kind.columns[kind.key].words
    found = [
        _header_at(records, number, place, kind)
        for number, record in enumerate(records)
        if (place := _place([_plain(cell) for cell in record], key)) is not None
    ]
    return min(found, key=lambda header: len(header.missing), default=None)


def _header_at(records: list[list[str]], number: int, place: int, kind: Kind) -> _Header:
    """The header whose row `number` names the key at `place`."""
    first = _first_below(records, number + 1, place, kind)
    joined = [" ".join(filter(None, map(_plain, cells))) for cells in zip(*records[:first], strict=True)]
    places = {field: i for field, column in kind.columns.items() if (i := _place(joined, column.words)) is not None}
    missing = [field for field, column in kind.columns.items() if column.needed and field not in places]
    if kind.either and not places.keys() & kind.either:
        missing.append(kind.either[0])
    return _Header(places, missing, " ".join(filter(None, joined)), first)


def _first_below(records: list[list[str]], start: int, place: int, kind: Kind) -> int:
    """The first record of the table: some headers go on below the row that names the key."""
    for number in range(start, min(start + BELOW, len(records))):
        if re.fullmatch(kind.key_holds, records[number][place].removesuffix(".0")):
            return number
    return start


def _place(joined: list[str], words: str) -> int | None:
    return next((i for i, text in enumerate(joined) if re.search(words, text)), None)


def _plain(cell: str) -> str:
    """A header as it is compared: upper case, one blank between words, no asterisks of footnotes but a leading one."""
    return re.sub(r"\s+", " ", re.sub(r"(?<=.)\*+", "", cell)).strip().upper()


def _content(kind: Kind, sheet: Sheet, header: _Header) -> Content:
    table = sheet.table.slice(header.first)
    empty = pa.nulls(table.num_rows, pa.string())
    names = sheet.columns()
    columns = {field: table[names[header.places[field]]] if field in header.places else empty for field in kind.columns}
    return Content(kind, pa.table({"row_no": table["row_no"], **columns}), header.title, frozenset(header.places))


def _of_fixed_widths(text: bytes) -> Content | None:
    """A text file in one of the record layouts; None where its first lines are in none."""
    head = [line for line in text[: HEAD * 400].decode("utf-8", "replace").split("\n")[:HEAD] if line.strip()]
    for kind in KINDS:
        if kind.fixed and sum(bool(re.search(kind.fixed.line, line)) for line in head) > ENOUGH * len(head):
            return _cut(kind, text.decode("utf-8", "replace"))
    return None


def _cut(kind: Kind, text: str) -> Content:
    """The lines in the layout as columns. Raises InputError for one that begins like them and goes on otherwise."""
    lines = pa.array(text.split("\n"), pa.string())
    cells = pc.extract_regex(lines, kind.fixed.line)
    within = pc.is_valid(cells)
    broken = pc.and_(pc.invert(within), pc.match_substring_regex(lines, kind.fixed.start))
    if pc.any(broken).as_py():
        raise InputError(
            "the line is cut off, or not in CMS's record layout",
            row=pc.index(broken, True).as_py() + 1,
            fix="fetch the file again",
        )
    rows = pa.array(range(1, len(lines) + 1), pa.int64()).filter(within)
    found = cells.filter(within)
    columns = {field: pc.utf8_trim_whitespace(pc.struct_field(found, field)) for field in kind.columns}
    held = {field for field, column in columns.items() if pc.max(pc.binary_length(column)).as_py()}
    above = lines.slice(0, rows[0].as_py() - 1)  # what stands below are footnotes, and they speak of other years
    title = " ".join(line.strip() for line in above.to_pylist())
    return Content(kind, pa.table({"row_no": rows, **columns}), title.upper(), frozenset(held))
