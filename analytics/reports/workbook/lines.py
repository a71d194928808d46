"""A sheet of short parts below one another: a name, then lines of words and figures."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from xlsxwriter.worksheet import Worksheet

from analytics.reports.workbook import cells
from analytics.reports.workbook.cells import EPOCH
from analytics.reports.workbook.look import TEXTS, Look
from analytics.reports.workbook.words import label

UNSHOWN = re.compile(cells.UNSHOWN)
UNIX = datetime.date(1970, 1, 1).toordinal()


class Lines:
    """Writes a sheet from the top down; `row` is the next free one."""

    def __init__(self, page: Worksheet, look: Look, widths: Sequence[int]) -> None:
        self.page, self.look, self.row = page, look, 0
        self._width = len(widths)
        for at, width in enumerate(widths):
            page.set_column(at, at, width)

    def title(self, words: str) -> None:
        """The name of the sheet."""
        self.page.set_row(self.row, 24)
        self.page.write_string(self.row, 0, _clean(words), self.look.title())
        self.row += 1

    def section(self, words: str, note: str = "") -> None:
        """The name of a part, with a sentence below it."""
        self.row += 1
        for at in range(self._width):
            self.page.write_blank(self.row, at, None, self.look.section())
        self.page.write_string(self.row, 0, words, self.look.section())
        self.row += 1
        if note:
            self.note(note)

    def note(self, words: str, *, strong: bool = False) -> None:
        """A sentence across the sheet."""
        style = self.look.format(bold=True, font_color=self.look.accent) if strong else self.look.note()
        self.page.write_string(self.row, 0, _clean(words), style)
        self.row += 1

    def header(self, *titles: str) -> None:
        """The names of the columns of a part."""
        for at, title in enumerate(titles):
            self.page.write_string(self.row, at, title, self.look.header())
        self.row += 1

    def line(self, *found: tuple[str, Any] | None, strong: bool = False) -> int:
        """One line of cells (kind, value); None leaves a cell empty. Returns its row."""
        for at, one in enumerate(found):
            if one is not None and one[1] is not None:
                self.cell(at, *one, strong=strong)
        self.row += 1
        return self.row - 1

    def cell(self, at: int, kind: str, value: Any, *, strong: bool = False) -> None:
        """One cell of the current line."""
        style = self.look.sum(kind) if strong else self.look.cell(kind)
        if kind in TEXTS:
            words = label(value) if kind == "label" else str(value)
            self.page.write_string(self.row, at, _clean(words), style)
        elif kind == "date":
            self.page.write_number(self.row, at, value.toordinal() - UNIX + EPOCH, style)
        else:
            self.page.write_number(self.row, at, float(value), style)

    def formula(self, at: int, kind: str, formula: str, value: Decimal | int, *, alarm: bool = False) -> None:
        """A cell that adds itself up; value is what a reader without a calculator sees."""
        style = self.look.sum(kind, font_color="#C00000") if alarm else self.look.sum(kind)
        self.page.write_formula(self.row, at, formula, style, float(value))

    def table(self, titles: Sequence[str], kinds: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """A header and lines of one shape."""
        self.header(*titles)
        for row in rows:
            self.line(*zip(kinds, row, strict=True))


def _clean(words: str) -> str:
    """Words without signs that no cell can hold; the writer would take a text in <r> and </r> for mark-up."""
    text = UNSHOWN.sub(" ", words)[: cells.LONGEST]
    return f" {text}" if text.startswith("<r>") else text
