"""Quirks of lines (stages rows and lines): what stands around, above and between the rows of data."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from .export import GROUP_KEYS, Export, Record, plain
from .registry import quirk

MONEY = ("charge", "patient_paid", "written_off", "allowed", "paid")


def _width(export: Export) -> int:
    return len(export.records[0].cells)


def _line(export: Export, *cells: str) -> Record:
    return Record([*cells, *[""] * (_width(export) - len(cells))], "other")


@quirk("above", "lines")
def banner(export: Export, random: Random) -> None:
    """The practice, the period and the time of the run above the header"""
    texts = ("Demo Rehab Clinic", "Report period: 04/01/2026 - 06/30/2026", "Run on 07/01/2026 08:15 AM", "")
    export.records[:0] = [_line(export, text) for text in texts]


@quirk("above", "lines")
def banner_pairs(export: Export, random: Random) -> None:
    """Names and values above the header, as report writers put them"""
    pairs = (("Start Date", "04/01/2026"), ("End Date", "06/30/2026"), ("Tax ID", "00-0000001"), ("Time Zone", "ET"))
    export.records[:0] = [*(_line(export, *pair) for pair in pairs), _line(export)]


@quirk("pages", "lines")
def page_headers(export: Export, random: Random) -> None:
    """A page number and the header again every forty rows"""
    header = [record for record in export.records if record.role == "header"]
    first = export.records.index(header[-1]) + 1
    for page, at in enumerate(range(first + 40, len(export.records), 40)):
        at += page * (1 + len(header))
        again = [Record(list(record.cells), "other") for record in header]
        export.records[at:at] = [_line(export, f"Page {page + 2}"), *again]


@quirk("two rows", "lines", without=("header",))
def two_row_header(export: Export, random: Random) -> None:
    """A row of merged titles above the header, and headers that need it to be told apart"""
    at = next(i for i, record in enumerate(export.records) if record.role == "header")
    export.records[at : at + 1] = _two_rows(export.records[at].cells)


def _two_rows(headers: list[str]) -> list[Record]:
    """`Patient ID | Patient Name` becomes `Patient | ` over `ID | Name`; a header of one word stays below."""
    above, below, last = [], [], ""
    for header in headers:
        first, _, rest = str(header).partition(" ")
        title = first if rest else ""
        above.append(title if title != last else "")
        below.append(rest or header)
        last = title
    return [Record(above, "header"), Record(below, "header")]


@quirk("groups", "rows", without=("row order",))
def group_rows(export: Export, random: Random) -> None:
    """`Patient: Name  Acct: id` above the rows of each patient, whose columns are gone"""
    if all(key in export.rows[0] and key in export.columns for key in GROUP_KEYS):
        export.rows.sort(key=lambda row: (row["patient_name"], row["patient_id"]))
        export.grouped = True


def _total(export: Export, label: str, records: list[Record]) -> Record:
    """A row of sums under the columns of money, its label in the first cell; a line of several rows counts once."""
    rows = list({id(each.row.get("adjustments", each.row)): each.row for each in records}.values())
    cells = [""] * _width(export)
    keys = [key for key in export.columns if not (export.grouped and key in GROUP_KEYS)]
    for place, key in enumerate(keys):
        if key in MONEY:
            total = sum((row.get(key) or Decimal(0) for row in rows), Decimal(0))
            form = export.forms.get("money")
            cells[place] = form(total) if form else plain(total)
    cells[0] = label if not cells[0] else cells[0]
    return Record(cells, "other")


@quirk("totals", "lines")
def grand_total(export: Export, random: Random) -> None:
    """A row of sums at the end"""
    data = [record for record in export.records if record.role == "data"]
    export.records.append(_total(export, "Grand Total:", data))


@quirk("totals", "lines", without=("row order",))
def sub_totals(export: Export, random: Random) -> None:
    """A row of sums after every patient's or day's rows, and one at the end"""
    key = "patient_id" if export.grouped else "dos"
    made: list[Record] = []
    block: list[Record] = []
    for record in export.records:
        if block and (record.role == "other" or record.row.get(key) != block[-1].row[key]):
            made.append(_total(export, "Sub-Total", block))
            block = []
        block += [record] if record.role == "data" else []
        made.append(record)
    made.append(_total(export, "Sub-Total", block))
    export.records = made
    grand_total(export, random)


@quirk("below", "lines")
def footer(export: Export, random: Random) -> None:
    """A line of words under the table"""
    export.records += [_line(export), _line(export, "Confidential - contains protected health information")]


@quirk("below", "lines")
def footer_of_counts(export: Export, random: Random) -> None:
    """What the report counted, under the table"""
    count = sum(record.role == "data" for record in export.records)
    export.records += [_line(export), _line(export, f"Records: {count}"), _line(export, "*** End of report ***")]


@quirk("blank lines", "lines")
def blank_lines(export: Export, random: Random) -> None:
    """An empty line every now and then below the header"""
    first = max(at for at, record in enumerate(export.records) if record.role == "header") + 1
    for _ in range(12):
        export.records.insert(random.randrange(first, len(export.records)), _line(export))


@quirk("width", "lines")
def trailing_empty_columns(export: Export, random: Random) -> None:
    """Empty columns on the right, without a header"""
    for record in export.records:
        record.cells = [*record.cells, "", "", ""]


@quirk("width", "lines")
def ragged_rows(export: Export, random: Random) -> None:
    """Empty cells at the end of a row are left out of it"""
    for record in export.records:
        while len(record.cells) > 1 and record.cells[-1] == "":
            record.cells.pop()
