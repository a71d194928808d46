"""A table as a file: CSV and XLSX that open without a formula running in them, Parquet that keeps decimals."""

from __future__ import annotations

import datetime
import io
import re
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from analytics.explore.table import Column, Table
from analytics.reports.safe_csv import write_csv

FORMATS = {"dollars": "$#,##0.00", "share": "0.0%", "count": "#,##0", "units": "#,##0.##", "minutes": "#,##0"}
DAYS = {"DATE": "yyyy-mm-dd", "TIMESTAMP": "yyyy-mm-dd hh:mm:ss"}
PLAIN = {
    "BOOLEAN": pa.bool_(),
    "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us"),
    "DOUBLE": pa.float64(),
    "FLOAT": pa.float64(),
    "HUGEINT": pa.decimal128(38, 0),
    "UBIGINT": pa.uint64(),
    **dict.fromkeys(("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"), pa.int64()),
}
DECIMAL = re.compile(r"DECIMAL\((\d+), ?(\d+)\)")
MOST_SHEET_ROWS = 1_048_575  # of a worksheet, below its header


def to_csv(table: Table) -> bytes:
    """UTF-8 with a byte-order mark; ISO dates, plain decimals."""
    handle = io.StringIO(newline="")
    write_csv(handle, [column.label for column in table.columns], table.rows)
    return b"\xef\xbb\xbf" + handle.getvalue().encode("utf-8")


def to_parquet(table: Table) -> bytes:
    """Typed columns under their labels; money stays decimal."""
    arrays = [_array(table, place) for place in range(len(table.columns))]
    sink = io.BytesIO()
    pq.write_table(pa.table(arrays, names=_labels(table)), sink)
    return sink.getvalue()


def _array(table: Table, place: int) -> pa.Array:
    """A column; as text where a value is beyond what its type can hold in a file."""
    try:
        return pa.array(_cells(table, place), _arrow(table.columns[place]))
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError):
        return pa.array([None if row[place] is None else str(row[place]) for row in table.rows], pa.string())


def to_xlsx(table: Table) -> bytes:
    """One sheet: a header that stays in sight and filters, typed cells; text is never a formula or a link."""
    sink = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(sink, options) as book:
        sheet = book.add_worksheet("Explore")
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(len(table.rows), 1), max(len(table.columns) - 1, 0))
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        for place, column in enumerate(table.columns):
            cells = _cells(table, place)[:MOST_SHEET_ROWS]
            wanted = DAYS.get(column.type.split(" ")[0], FORMATS.get(column.unit, "General"))
            style = book.add_format({"num_format": wanted})
            sheet.set_column(place, place, _width(column, cells), style)
            sheet.write_string(0, place, column.label, head)
            for row, cell in enumerate(cells, 1):
                _write(sheet, row, place, cell, style)
    return sink.getvalue()


def _write(sheet: Any, row: int, place: int, cell: Any, style: Any) -> None:
    if cell is None:
        return
    if isinstance(cell, bool):
        sheet.write_boolean(row, place, cell, style)
    elif isinstance(cell, int | float | Decimal) and abs(cell) < 10**15:  # beyond it a sheet would round
        sheet.write_number(row, place, float(cell), style)
    elif isinstance(cell, datetime.date):
        sheet.write_datetime(row, place, cell, style)
    else:
        sheet.write_string(row, place, str(cell))


def _width(column: Column, cells: list[Any]) -> int:
    return min(max([len(column.label) // 2, 8, *(len(str(cell)) for cell in cells[:200])]) + 2, 48)


def _cells(table: Table, place: int) -> list[Any]:
    """A column whose cells are all of its type; what a file cannot hold as such is text."""
    wanted = _arrow(table.columns[place])
    cells = [row[place] for row in table.rows]
    if wanted == pa.string():
        return [None if cell is None else str(cell) for cell in cells]
    return [Decimal(cell) if pa.types.is_decimal(wanted) and cell is not None else cell for cell in cells]


def _arrow(column: Column) -> pa.DataType:
    """The type of a column in Arrow; lists and everything rare are text."""
    found = DECIMAL.fullmatch(column.type)
    return pa.decimal128(int(found[1]), int(found[2])) if found else PLAIN.get(column.type, pa.string())


def _labels(table: Table) -> list[str]:
    """Labels as names, made different where two are the same."""
    labels: list[str] = []
    for column in table.columns:
        names = (column.label, *(f"{column.label} ({time})" for time in range(2, len(table.columns) + 2)))
        labels.append(next(name for name in names if name not in labels))
    return labels
