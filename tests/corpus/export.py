"""An export on its way from typed rows to the bytes of a file; the quirks change it at three stages."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import xlsxwriter
import xlwt

from analytics.contract import FIELDS

Row = dict[str, Any]
Form = Callable[[Any], Any]
TYPES = {kind: {each.name: each.type for each in fields} for kind, fields in FIELDS.items()}


@dataclass
class Record:
    """One line of a file. role: header | data | other (a banner, a total, a footer)."""

    cells: list[Any]
    role: str
    row: Row = field(default_factory=dict)


@dataclass
class Planted:
    """What was broken in a row: the row itself, the field and the text that no reader can read."""

    row: Row
    field: str
    value: str


@dataclass
class Export:
    """One table. columns: key -> header, in order; a key is a canonical field, or any other for an irrelevant column.

    Stage 1 (rows) changes rows, columns and forms, stage 2 (lines) the records made of them, stage 3 (file) how the
    records are written. forms: type of a field, or a field's own name -> how its values are spelled.
    """

    kind: str
    stem: str
    columns: dict[str, str]
    rows: list[Row]
    forms: dict[str, Form] = field(default_factory=dict)
    grouped: bool = False
    blank: str = ""
    records: list[Record] = field(default_factory=list)
    encoding: str = "utf-8"
    delimiter: str = ","
    line_end: str = "\n"
    format: str = "csv"
    quoting: int = csv.QUOTE_MINIMAL
    cut: int | None = None  # bytes left of the file
    planted: list[Planted] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"{self.stem}.{self.format}"

    def spelled(self, row: Row, key: str) -> Any:
        """The cell of a row under a column."""
        for planted in self.planted:
            if planted.row is row and planted.field == key:
                return planted.value
        value = modifier_of(row, key)
        if value in (None, "", []):
            return self.blank
        kind = TYPES[self.kind].get(key, "text")
        form = self.forms.get(key) or self.forms.get(kind)
        if key == "cpt" and "coded" in self.forms:
            return self.forms["coded"](row)
        if key == "adjustment_amount" and isinstance(value, list):
            cells = [form(each) if form else plain(each) for each in value]
            return cells[0] if len(cells) == 1 else "|".join(map(str, cells))
        return form(value) if form else plain(value)

    def make_records(self) -> None:
        """Stage 1 to stage 2."""
        shown = [key for key in self.columns if not (self.grouped and key in GROUP_KEYS)]
        self.records = [Record([self.columns[key] for key in shown], "header")]
        last = None
        for row in self.rows:
            if self.grouped and row["patient_id"] != last:
                last = row["patient_id"]
                text = f"Patient: {row['patient_name']}  Acct: {last}"
                self.records.append(Record([text] + [""] * (len(shown) - 1), "other"))
            self.records.append(Record([self.spelled(row, key) for key in shown], "data", row))

    def cells(self) -> list[list[Any]]:
        return [record.cells for record in self.records]

    def data(self) -> bytes:
        """The bytes of the file."""
        if self.format != "csv":
            return workbook({self.stem: self.cells()}, self.format)
        out = io.StringIO()
        writer = csv.writer(out, delimiter=self.delimiter, lineterminator=self.line_end, quoting=self.quoting)
        writer.writerows([plain(cell) for cell in cells] for cells in self.cells())
        return encoded(out.getvalue(), self.encoding)[: self.cut]


GROUP_KEYS = ("patient_id", "patient_name")


def modifier_of(row: Row, key: str) -> Any:
    """The value of a column; modifier_1 to modifier_4 are places of the row's list of modifiers."""
    if key.startswith("modifier_"):
        place = int(key[-1]) - 1
        return row["modifiers"][place] if place < len(row["modifiers"]) else None
    return row.get(key)


def plain(value: Any) -> str:
    """62.00, 2026-04-01, GP,59."""
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, datetime.date):
        return value.isoformat()
    return ",".join(value) if isinstance(value, list) else str(value)


def encoded(text: str, encoding: str) -> bytes:
    """Text as bytes; `utf-16-le bom` and `utf-16-be bom` begin with a byte order mark."""
    name, _, mark = encoding.partition(" ")
    return ("\ufeff" * bool(mark) + text).encode(name, errors="replace")


def workbook(sheets: dict[str, list[list[Any]]], form: str) -> bytes:
    """An XLSX or XLS file; Decimals are numbers in it, dates are dates, and everything else is text."""
    out = io.BytesIO()
    if form == "xls":
        _xls(sheets).save(out)
    else:
        with xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "mm/dd/yyyy"}) as book:
            for name, rows in sheets.items():
                sheet = book.add_worksheet(name[:31])
                for number, cells in enumerate(rows):
                    sheet.write_row(number, 0, cells)
    return out.getvalue()


def _xls(sheets: dict[str, list[list[Any]]]) -> xlwt.Workbook:
    book = xlwt.Workbook(encoding="utf-8")
    day = xlwt.easyxf(num_format_str="MM/DD/YYYY")
    for name, rows in sheets.items():
        sheet = book.add_sheet(name[:31], cell_overwrite_ok=True)
        for number, cells in enumerate(rows):
            for place, cell in enumerate(cells):
                if cell != "":
                    sheet.write(number, place, cell, *([day] if isinstance(cell, datetime.date) else []))
    return book
