"""report.xlsx: the audit as a workbook, from the same questions as the pages, with totals that add themselves up.

Every table sheet has its totals above the header (they follow the autofilter) beside the figure of summary.json and
their difference. Nothing that comes from a file can become a formula or a link. The same audit gives the same bytes.
"""

from __future__ import annotations

import datetime
import io
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from analytics.reports.private import Private
from analytics.reports.workbook import asked, front, method, table
from analytics.reports.workbook.look import Look, named
from analytics.reports.workbook.model import Checked
from analytics.reports.workbook.sheets import TABLES
from analytics.reports.workbook.words import MASKED, PATIENT_DATA
from analytics.selection import Filter
from analytics.summary import summarize
from analytics.workspace import Workspace

if TYPE_CHECKING:
    from analytics.reports.brand import Brand

MOST_ROWS = 50_000
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}


def write(
    workspace: Workspace,
    target: Path | BinaryIO,
    summary: dict[str, Any],
    *,
    chosen: Filter | None = None,
    brand: Brand | None = None,
    mask: bool = False,
    most: int = MOST_ROWS,
) -> None:
    """Write the workbook of a rebuilt workspace to a file, or to something open for bytes.

    summary: analytics.summary.summarize of the same filter; brand: whose report it is; mask: patients under the
    pseudonyms of the CSVs; most: rows of a table sheet, dollars first (what lies beyond is said with its sums).
    Raises OSError if the file cannot be written.
    """
    if isinstance(target, Path):
        with target.open("wb") as handle:
            write(workspace, handle, summary, chosen=chosen, brand=brand, mask=mask, most=most)
        return
    # Rows pass through files on their way: in a folder of our own, because they hold patients.
    with tempfile.TemporaryDirectory(prefix="rehabledger-") as folder:
        book = xlsxwriter.Workbook(target, OPTIONS | {"tmpdir": folder})
        _fill(book, Look(book, brand), workspace, summary, chosen or Filter(), mask, most)
        _signed(book, brand, summary)
        try:
            book.close()
        except XlsxWriterException as error:
            raise OSError(str(error)) from error


def _fill(
    book: xlsxwriter.Workbook,
    look: Look,
    workspace: Workspace,
    summary: dict[str, Any],
    chosen: Filter,
    mask: bool,
    most: int,
) -> None:
    """The sheets; Summary comes last, because it says whether the others agree."""
    private, banner = (Private(workspace), MASKED) if mask else (None, PATIENT_DATA)
    pages = {name: book.add_worksheet(name) for name in (front.NAME, *(one.name for one in TABLES), method.NAME)}
    checked: list[Checked] = []
    for sheet in TABLES:
        found = asked.ask(workspace, sheet, chosen, summary, most)
        rows = private.masked(found.table) if private else found.table
        checked += table.write(pages[sheet.name], look, sheet, replace(found, table=rows), summary, banner)
    front.write(pages[front.NAME], look, workspace, summary, chosen, checked, banner)
    method.write(pages[method.NAME], look, workspace, summary, chosen, banner)


def to_bytes(
    workspace: Workspace, chosen: Filter | None = None, brand: Brand | None = None, mask: bool = False
) -> bytes:
    """The workbook of the chosen lines as bytes, with a summary of its own."""
    target = io.BytesIO()
    write(workspace, target, summarize(workspace, chosen), chosen=chosen, brand=brand, mask=mask)
    return target.getvalue()


def _signed(book: xlsxwriter.Workbook, brand: Brand | None, summary: dict[str, Any]) -> None:
    """Title and company; the day is that of the audit, so that the same audit gives the same bytes."""
    day = summary["as_of"] or datetime.date(2000, 1, 1)
    book.set_properties(
        {
            "title": f"Revenue audit as of {day.isoformat()}",
            "company": named(brand),
            "author": "",
            "created": datetime.datetime(day.year, day.month, day.day),
        }
    )
