"""One table sheet: totals that stay in sight above the header, then the rows; what a full sheet leaves out is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import pyarrow.compute as pc
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from analytics.reports.workbook import cells
from analytics.reports.workbook.asked import Asked
from analytics.reports.workbook.look import TEXTS, Look
from analytics.reports.workbook.model import Checked, Column, Sheet, Summary

TITLE, NOTE, SEEN, BEYOND, ALL, FIGURE, DIFFERENCE, HEADER, FIRST = range(9)
NAMES = {
    SEEN: "Rows in sight",
    BEYOND: "Beyond this sheet",
    ALL: "All rows",
    FIGURE: "Summary",
    DIFFERENCE: "Difference",
}
NARROW, LABELLED = 9, 18  # characters
UNKNOWN = "not named"
HALF_A_CENT, NOTHING = Decimal("0.005"), Decimal(0)


@dataclass(frozen=True)
class Totals:
    """The exact sums of a table: of the rows on the sheet, and of those beyond it; rows likewise."""

    rows: int
    beyond_rows: int
    shown: Mapping[str, Decimal] = field(default_factory=dict)
    beyond: Mapping[str, Decimal] = field(default_factory=dict)


def totals(found: Asked, columns: Sequence[Column]) -> Totals:
    """The sums of the rows shown and of the others."""
    summed = [column.name for column in columns if column.is_summed]
    shown = {name: cells.total(found.table[name]) for name in summed}
    return Totals(found.table.num_rows, found.beyond_rows, shown, {name: found.beyond.get(name, 0) for name in summed})


def write(page: Worksheet, look: Look, sheet: Sheet, found: Asked, summary: Summary, banner: str) -> list[Checked]:
    """Write a sheet; returns each total that the summary has a figure for."""
    sums = totals(found, sheet.columns)
    last = FIRST + max(sums.rows, 1) - 1
    _head(page, look, sheet, sums, banner)
    checked = _totals(page, look, sheet, sums, summary, last)
    for at, column in enumerate(sheet.columns):
        page.write_string(HEADER, at, column.title, look.header(right=column.kind not in (*TEXTS, "date")))
    written = [cells.values(found.table[column.name], column.kind) for column in sheet.columns]
    written[0] = pc.fill_null(written[0], UNKNOWN)  # an empty cell would count as no row
    _rows(page, look, sheet.columns, written)
    _widths(page, sheet.columns, written)
    page.freeze_panes(FIRST, 1)
    page.autofilter(HEADER, 0, last, len(sheet.columns) - 1)
    page.ignore_errors({"number_stored_as_text": f"A1:{xl_rowcol_to_cell(last, len(sheet.columns) - 1)}"})
    _printed(page, look)
    return checked


def _head(page: Worksheet, look: Look, sheet: Sheet, sums: Totals, banner: str) -> None:
    page.set_row(TITLE, 24)
    page.write_string(TITLE, 0, f"{sheet.name}: {sheet.empty}" if not sums.rows else sheet.name, look.title())
    full = (
        f" The first {sums.rows:,} rows are here; {sums.beyond_rows:,} more in {sheet.file}."
        if sums.beyond_rows
        else ""
    )
    page.write_string(NOTE, 0, f"{banner} {sheet.note}{full}", look.note())
    page.set_row(HEADER, 30)


def _totals(page: Worksheet, look: Look, sheet: Sheet, sums: Totals, summary: Summary, last: int) -> list[Checked]:
    """Five rows of totals; the second column counts rows, so neither it nor the first can hold a sum."""
    checked = []
    counted = Column("", "Rows", "count", is_summed=True, agrees=sheet.rows_agree)
    rows = _Sum(
        Decimal(sums.rows), Decimal(sums.beyond_rows), sheet.rows_agree and Decimal(sheet.rows_agree(summary) or 0)
    )
    found = {1: (counted, rows)}
    for at, column in enumerate(sheet.columns):
        if column.is_summed:
            found[at] = (column, _sum(column, sums, summary))
    rounding = "Beyond, and rounding" if sums.beyond_rows else "Rounding"
    names = NAMES | ({BEYOND: rounding} if any(column.rounds for column in sheet.columns) else {})
    for place in (SEEN, BEYOND, ALL, FIGURE, DIFFERENCE):
        page.write_string(place, 0, names[place], look.sum("text"))
        for at in range(1, len(sheet.columns)):
            _total_cell(page, look, place, at, found.get(at), last)
    for at, (column, one) in found.items():
        if one.figure is not None:
            cell = f"'{sheet.name}'!{xl_rowcol_to_cell(ALL, at, row_abs=True, col_abs=True)}"
            checked.append(Checked(sheet.name, column.title, column.kind, cell, one.all, one.figure))
    return checked


@dataclass(frozen=True)
class _Sum:
    shown: Decimal
    beyond: Decimal
    figure: Decimal | None

    @property
    def all(self) -> Decimal:
        return self.shown + self.beyond


def _sum(column: Column, sums: Totals, summary: Summary) -> _Sum:
    shown, beyond = sums.shown[column.name], sums.beyond[column.name]
    figure = Decimal(column.agrees(summary) or 0) if column.agrees else None
    if column.rounds and figure is not None:
        off = figure - shown - beyond  # the summary rounds a whole category, the rows each payer of it
        beyond += off if abs(off) <= HALF_A_CENT * 2 * (sums.rows + sums.beyond_rows) else NOTHING
    return _Sum(shown, beyond, figure)


def _total_cell(page: Worksheet, look: Look, place: int, at: int, found: tuple[Column, _Sum] | None, last: int) -> None:
    if not found:
        page.write_blank(place, at, None, look.sum("text"))
        return
    column, one = found
    style = look.sum(column.kind)
    letter = xl_col_to_name(at)
    if place == BEYOND:
        page.write_number(place, at, float(one.beyond), style)
    elif place in (SEEN, ALL):
        span = f"{'A' if at == 1 else letter}{FIRST + 1}:{'A' if at == 1 else letter}{last + 1}"
        formula = _seen(at, span) if place == SEEN else f"={_whole(at, span)}+{letter}{BEYOND + 1}"
        page.write_formula(place, at, formula, style, float(one.shown if place == SEEN else one.all))
    elif one.figure is None:
        page.write_blank(place, at, None, look.sum("text"))
    elif place == FIGURE:
        page.write_number(place, at, float(one.figure), style)
    else:
        off = one.all - one.figure
        style = look.sum(column.kind, font_color="#C00000") if off else style
        page.write_formula(place, at, f"=ROUND({letter}{ALL + 1}-{letter}{FIGURE + 1},2)", style, float(off))


def _seen(at: int, span: str) -> str:
    return f"=SUBTOTAL({103 if at == 1 else 109},{span})"


def _whole(at: int, span: str) -> str:
    return f"ROUND({'COUNTA' if at == 1 else 'SUM'}({span}),2)"


def _rows(page: Worksheet, look: Look, columns: Sequence[Column], written: Sequence[cells.Array]) -> None:
    """Append the rows to the sheet's file whole: the writer takes a cell at a time, which is ten times as slow.

    It also takes a text like <r>...</r> for mark-up. Its file of rows, its place in it and its dimensions are no public
    part of it: the version is pinned, and a test reads the sheets back.
    """
    found = len(written[0])
    if not found:
        return
    kinds = [column.kind for column in columns]
    places = [cells.Place(xl_col_to_name(at), look.cell(kind)._get_xf_index()) for at, kind in enumerate(kinds)]
    page._write_single_row(FIRST + found)
    for block in cells.rows(written, kinds, places, FIRST + 1):
        page.row_data_fh.write(block)
    page._check_dimensions(FIRST + found - 1, len(columns) - 1)


def _widths(page: Worksheet, columns: Sequence[Column], written: Sequence[cells.Array]) -> None:
    for at, (column, values) in enumerate(zip(columns, written, strict=True)):
        needed = cells.longest(values) if column.kind in TEXTS else 14 if column.kind == "money" else NARROW
        word = max(len(word) for word in column.title.split())
        page.set_column(at, at, max(LABELLED if at == 0 else NARROW, word + 2, min(needed + 1, column.width)))


def _printed(page: Worksheet, look: Look) -> None:
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(HEADER)
    page.set_footer("&L" + look.name.replace("&", "&&") + "&C&A&RPage &P of &N")
    page.set_tab_color(look.colour)
