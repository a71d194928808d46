"""Workbooks (XLSX, XLSM, XLSB, ODS and the old binary XLS) to sheets of text, within bounds of memory."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

import fastexcel
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.errors import InputError
from analytics.sources.tables.sheet import WIDEST, Sheet, finished, left_out

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK"
UNPACKED = 2 << 30  # bytes a workbook may unpack to
FREE, RATIO = 50 << 20, 30  # bytes it may always unpack to, and how often its own size above that
SPREAD, SPARSE = 5_000_000, 10  # cells a sheet may span, or this many times the cells that are there
CHUNK = 1 << 20
OVERLAP = 200  # bytes of a chunk looked at again with the next one: no mark of a cell is longer
CELL = re.compile(rb"<(?:\w+:)?c\s(?:[^<>]*?\s)?r=[\"']([A-Za-z]{1,3})([0-9]{1,7})[\"']")
SHEET = re.compile(r"xl/worksheets/.*\.xml|content\.xml")
ROW, VALUE = b"<table:table-row", b"office:value-type"  # in an ODS file
REPEATED = re.compile(rb"""table:number-(?:rows|columns)-repeated=["']([0-9]{1,9})["']""")
PASSWORD = "EncryptedPackage".encode("utf-16-le")


def is_workbook(data: bytes) -> bool:
    """Whether a zip archive is a workbook."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return any(name.startswith("xl/workbook.") or name == "content.xml" for name in archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return False


def read(data: bytes) -> list[Sheet]:
    """The sheets of a workbook, those that are not to be read after the others. Raises InputError."""
    if data.startswith(OLE):
        if PASSWORD in data:
            raise _protected()
    elif not is_workbook(data):
        raise InputError("the file is a zip archive but no workbook", fix="save the table as .xlsx or .csv")
    else:
        _check_size(data)
    sheets = list(_sheets(data))
    return sorted(sheets, key=lambda sheet: sheet.left_out is not None)


def _protected() -> InputError:
    return InputError("the workbook is protected by a password", fix="save it without a password and give it again")


def _damaged(error: BaseException) -> InputError:
    if "password" in str(error).lower():
        return _protected()
    return InputError("the workbook is damaged", fix="open it, save it again as .xlsx")


def _sheets(data: bytes) -> Iterator[Sheet]:
    try:
        book = fastexcel.read_excel(data)
        names = book.sheet_names
    except BaseException as error:
        raise _reader_fault(error) from error
    for name in names:
        try:
            # skip_rows=0 keeps blank rows above the first filled one: row numbers hold.
            sheet = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
            if sheet.visible != "visible":
                yield left_out(name, "the sheet is hidden")
            elif sheet.height:
                yield _sheet(name, sheet)
        except BaseException as error:
            fault = _reader_fault(error)
            if len(names) == 1:
                raise fault from error
            yield left_out(name, "the sheet cannot be read")


def _reader_fault(error: BaseException) -> InputError:
    """What to say of a fault of the reader; anything that is none of its faults goes on."""
    if isinstance(error, InputError):
        return error
    # A panic of the reader's Rust code is no Exception.
    if isinstance(error, (fastexcel.FastExcelError, pa.ArrowInvalid, ValueError)) or (
        type(error).__name__ == "PanicException"
    ):
        return _damaged(error)
    raise error


def _sheet(name: str, sheet: fastexcel.ExcelSheet) -> Sheet:
    """A sheet's cells as columns of text, numbered from its first row."""
    if sheet.width > WIDEST:
        raise InputError(
            f"the sheet has more than {WIDEST:,} columns",
            fix="keep only the columns that are needed, and save it again",
        )
    cells = pa.table(sheet.to_arrow())
    count = cells.num_rows
    shape = pa.table(
        [np.arange(1, count + 1), np.full(count, len(cells.columns), np.int32), np.ones(count, np.int32)],
        names=["row_no", "width", "lines"],
    )
    return Sheet(name, finished(shape, [pc.cast(column, pa.string()) for column in cells.columns]), [])


def _check_size(data: bytes) -> None:
    """Raises InputError for a workbook that unpacks to far more than its size, or spans far more cells than it has.

    The sizes an archive declares may be wrong: every member is unpacked here once, in chunks.
    """
    most = min(UNPACKED, FREE + RATIO * len(data))
    total = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.infolist():
                cells = _OdsCells() if member.filename == "content.xml" else _Cells()
                with archive.open(member) as handle:
                    while chunk := handle.read(CHUNK):
                        total += len(chunk)
                        if total > most:
                            raise InputError(
                                f"the workbook unpacks to more than {most >> 20:,} MB",
                                fix="split it, or save its sheets as .csv",
                            )
                        if SHEET.fullmatch(member.filename):
                            cells.count(chunk)
                cells.check()
    except InputError:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, OSError) as error:
        raise _damaged(error) from error


class _Cells:
    """The cells of one sheet of an XLSX file: how many there are, and how far apart."""

    def __init__(self) -> None:
        self.cells = self.rows = self.columns = 0
        self.rest = b""

    def count(self, chunk: bytes) -> None:
        found = CELL.findall(self.rest + chunk)
        self.rest = chunk[-OVERLAP:]
        if found:
            self.cells += len(found)
            self.rows = max(self.rows, *map(int, {row for _, row in found}))
            self.columns = max(self.columns, *map(_number, {column for column, _ in found}))

    def check(self) -> None:
        spanned = self.rows * self.columns
        if spanned > SPREAD and spanned > SPARSE * self.cells:
            raise InputError(
                f"a sheet has cells {self.rows:,} rows and {self.columns:,} columns apart, and hardly any between them",
                fix="delete the cells that stand far from the table, and save it again",
            )


class _OdsCells(_Cells):
    """The same of an ODS file, whose rows and cells say how often they are repeated."""

    def count(self, chunk: bytes) -> None:
        *rows, rest = (self.rest + chunk).split(ROW)
        self.rest = rest[-8 * CHUNK :]  # no row is as long
        for row in rows:
            end = row.rfind(VALUE)
            if end >= 0:
                row = row[: row.find(b">", end) + 1]
                start = row.find(b">")
                cells = row.count(b"<table:table-cell")
                self.cells += cells
                self.rows += _repeats(row[:start])
                self.columns = max(self.columns, cells + _repeats(row[start:]))

    def check(self) -> None:
        self.count(ROW)
        super().check()


def _repeats(tags: bytes) -> int:
    return sum(map(int, REPEATED.findall(tags))) or 1


def _number(letters: bytes) -> int:
    """A -> 1, Z -> 26, AA -> 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
