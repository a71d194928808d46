"""Bytes to sheets of text records with exact row numbers; the format is read from the content, never from a name."""

from __future__ import annotations

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Iterator
from functools import reduce
from itertools import islice, zip_longest
from typing import NamedTuple

import fastexcel
import pyarrow as pa
import pyarrow.compute as pc

from analytics.errors import InputError

BLOCK = 4_000  # records per column array: small blocks stay in the cache, and short-lived for the garbage collector
SAMPLE = 60  # first records, read to find the delimiter, the header and the usual width
WIDEST = 1_000  # columns
FAULTS = 1_000  # broken records, after which the file counts as unreadable
UNPACKED = 2 << 30  # bytes a workbook may unpack to
DELIMITERS = (",", "\t", ";", "|")
NAMED = (".csv", ".tsv", ".xlsx", ".xlsm", ".xls")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
CONTROL = re.compile(r"[\x01-\x08\x0e-\x19\x1b-\x1f\ufffd]")


class Fault(NamedTuple):
    """A record that could not be split into values. row_no: 1-based line; reason, fix: one short sentence each."""

    row_no: int
    reason: str
    fix: str


class Sheet(NamedTuple):
    """Records of one sheet, or of a text file (name None).

    table: row_no int64 (1-based line of the record's start; row of the sheet in a workbook), width int32 (values in
    the record), lines int32 (lines it spans), c0..cn text. Blank records are left out.
    faults: the records that are missing in it because a quotation mark is wrong.
    """

    name: str | None
    table: pa.Table
    faults: list[Fault]

    def sample(self) -> list[list[str]]:
        """The first records as lists of texts."""
        head = self.table.slice(0, SAMPLE).drop_columns(["row_no", "width", "lines"])
        return [[value or "" for value in row.values()] for row in head.to_pylist()]


def recognise(data: bytes, name: str = "") -> bool:
    """Whether the bytes look like a table: a workbook (old binary ones too), or text in two columns or more.

    The name only adds files that were meant as tables, so that read() can say what is wrong with them.
    """
    if name.lower().endswith(NAMED) or data.startswith(OLE):
        return True
    if data.startswith(b"PK"):
        return _is_workbook(data)
    text = _decode(data[:65_536])
    if text is None or text.lstrip().startswith(("ISA", "<", "{", "[")):
        return False
    return _delimiter(list(islice(io.StringIO(text), SAMPLE))) is not None


def read(data: bytes) -> list[Sheet]:
    """The sheets of a CSV, TSV or XLSX file. Raises InputError for anything else, without the file's name."""
    if not data.strip():
        raise InputError("the file is empty", fix="export it again and check that it has rows")
    if data.startswith(OLE):
        raise _old_workbook(data)
    if data.startswith(b"PK"):
        return list(_workbook(data))
    return [_text(data)]


def _old_workbook(data: bytes) -> InputError:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return InputError("the workbook is protected by a password", fix="save it without a password and give it again")
    return InputError("the file is an old binary Excel workbook (.xls)", fix="open it and save it as .xlsx or .csv")


def _is_workbook(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return any(name.startswith("xl/workbook.") or name == "content.xml" for name in archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return False


def _workbook(data: bytes) -> Iterator[Sheet]:
    """Every visible sheet. Row numbers hold because skip_rows=0 keeps blank rows above the first filled one."""
    if not _is_workbook(data):
        raise InputError("the file is a zip archive but no workbook", fix="save the table as .xlsx or .csv")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(member.file_size for member in archive.infolist()) > UNPACKED:
            raise InputError("the workbook unpacks to more than 2 GB", fix="split it, or save its sheets as .csv")
    try:
        book = fastexcel.read_excel(data)
        for name in book.sheet_names:
            sheet = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
            if sheet.visible == "visible" and sheet.height:
                yield Sheet(name, _without_blanks(_from_workbook(pa.table(sheet.to_arrow()))), [])
    except (fastexcel.FastExcelError, pa.ArrowInvalid, ValueError) as error:
        raise InputError("the workbook is damaged", fix="open it, save it again as .xlsx") from error
    except BaseException as error:  # a panic of the reader's Rust code is no Exception
        if type(error).__name__ != "PanicException":
            raise
        raise InputError("the workbook is damaged", fix="open it, save it again as .xlsx") from error


def _decode(data: bytes) -> str | None:
    """Text with plain line ends, no NULs and no non-breaking spaces; None for bytes that are no text."""
    encoding = next((name for bom, name in BOMS if data.startswith(bom)), None)
    if encoding is None and data[:400].count(0) * 3 > len(data[:400]):
        encoding = "utf-16-le" if data[1:400:2].count(0) > data[0:400:2].count(0) else "utf-16-be"
    try:
        text = data.decode(encoding or "utf-8", errors="replace" if encoding else "strict")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    head = text[:65_536]
    if len(CONTROL.findall(head)) * 50 > len(head):
        return None
    text = text.removeprefix("\ufeff").replace("\0", "").replace("\x1a", "").replace("\xa0", " ")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _delimiter(lines: list[str]) -> str | None:
    """The delimiter under which most of the first records agree on the largest number of columns."""
    best, choice = 0, None
    for delimiter in DELIMITERS:
        try:
            widths = [len(record) for record in csv.reader(lines, delimiter=delimiter)]
        except csv.Error:
            continue
        score = max(((width - 1) * widths.count(width) for width in set(widths)), default=0)
        if score > best:
            best, choice = score, delimiter
    return choice


def _text(data: bytes) -> Sheet:
    text = _decode(data)
    if text is None:
        raise InputError("the file is neither text nor a workbook", fix="save the table as .csv or .xlsx")
    lines = list(io.StringIO(text, newline="\n"))
    delimiter = _delimiter(lines[:SAMPLE])
    if delimiter is None:
        raise InputError("the file has no columns", fix="save the table as .csv with commas between the values")
    faults: list[Fault] = []
    usual = max(map(len, _lenient(lines[:SAMPLE], delimiter)), default=1)
    if usual > WIDEST:
        raise InputError(f"the file has more than {WIDEST:,} columns", fix="export only the columns that are needed")
    blocks = [_columns(*block, usual) for block in _blocks(lines, delimiter, faults)]
    if not blocks:
        raise InputError("no row of the file can be read", row=faults[0].row_no, fix=faults[0].fix)
    return Sheet(None, _without_blanks(pa.concat_tables(blocks, promote_options="default")), faults)


def _lenient(lines: list[str], delimiter: str) -> list[list[str]]:
    """The sample's records, split plainly where its quotation marks are wrong."""
    try:
        return list(csv.reader(lines, delimiter=delimiter))
    except csv.Error:
        return [line.split(delimiter) for line in lines]


def _blocks(lines: list[str], delimiter: str, faults: list[Fault]) -> Iterator[tuple[int, list[list[str]]]]:
    """(line number of the first record, records) in file order.

    A record whose quotation marks are wrong costs its first line only: reading goes on at the next line. csv's own
    field limit (131,072 characters) bounds how far a quotation mark that never closes is followed.
    """
    at = 0
    while at < len(lines):
        reader = csv.reader(islice(lines, at, None), delimiter=delimiter, strict=True)
        start, broken = at, False
        while not broken:
            block: list[list[str]] = []
            try:
                block.extend(islice(reader, BLOCK))
            except csv.Error:
                broken = True
            if block:
                yield start + 1, block
            if broken:
                start = at = _fault(lines, start, block, faults) + 1
            elif not block:
                return
            else:
                start = at + reader.line_num


def _fault(lines: list[str], start: int, block: list[list[str]], faults: list[Fault]) -> int:
    """Note the broken record that follows `block`; its index in lines."""
    index = start + len(block) + sum(value.count("\n") for record in block for value in record)
    if len(faults) == FAULTS:
        raise InputError(
            "more than 1,000 records with a wrong quotation mark", row=index + 1, fix="export the table again"
        )
    reason = "a quotation mark in this row is not closed or not doubled"
    faults.append(Fault(index + 1, reason, 'close the quotation mark, or write "" for one inside a value'))
    return index


def _columns(first_row: int, block: list[list[str]], usual: int) -> pa.Table:
    """One block as columns of trimmed text. Values beyond the widest of the first records are counted, not kept."""
    widths = list(map(len, block))
    if max(widths) > usual:
        for index, width in enumerate(widths):
            if width > usual:
                widths[index] = max(usual, width - _empty_tail(block[index]))
                block[index] = block[index][:usual]
    texts = [pa.array(column, pa.string()) for column in zip_longest(*block, fillvalue="")]
    lines = reduce(pc.add, (pc.count_substring(text, "\n") for text in texts), pa.array([1] * len(block), pa.int32()))
    starts = pc.add(pc.subtract(pc.cumulative_sum(pc.cast(lines, pa.int64())), lines), first_row)
    shape = [starts, pa.array(widths, pa.int32()), lines]
    columns = [pc.utf8_trim_whitespace(text) for text in texts]
    return pa.table([*shape, *columns], names=["row_no", "width", "lines", *(f"c{i}" for i in range(len(columns)))])


def _empty_tail(record: list[str]) -> int:
    return next((i for i, value in enumerate(reversed(record)) if value.strip()), len(record))


def _from_workbook(sheet: pa.Table) -> pa.Table:
    """A sheet's cells as columns of trimmed text, numbered from its first row."""
    count = sheet.num_rows
    columns = [pc.utf8_trim_whitespace(pc.cast(column, pa.string())) for column in sheet.columns]
    shape = [
        pa.array(range(1, count + 1), pa.int64()),
        pa.array([len(columns)] * count, pa.int32()),
        pa.array([1] * count, pa.int32()),
    ]
    return pa.table([*shape, *columns], names=["row_no", "width", "lines", *(f"c{i}" for i in range(len(columns)))])


def _without_blanks(table: pa.Table) -> pa.Table:
    """The table without records that hold no text."""
    empty = pa.chunked_array([pa.array([False] * table.num_rows)])
    filled = reduce(pc.or_, (pc.fill_null(pc.not_equal(column, ""), False) for column in table.columns[3:]), empty)
    return table.filter(filled)
