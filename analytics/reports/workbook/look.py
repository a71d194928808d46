"""How the workbook looks: colours of the house or of a brand, and one format for each kind of cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import xlsxwriter
from xlsxwriter.format import Format

if TYPE_CHECKING:
    from analytics.reports.brand import Brand

PRODUCT = "RehabLedger"
LOST, COLLECTED, EXPOSURE = "#D55E00", "#0072B2", "#B5548A"  # as the pages have them (after Okabe and Ito)
INK, SOFT, PALE, PAPER = "#1F2933", "#47525E", "#EEF1F4", "#FFFFFF"
NUMBER_FORMATS = {
    "money": '"$"#,##0.00;[Red]-"$"#,##0.00',
    "count": "#,##0",
    "number": "#,##0.0",
    "percent": "0.0%",
    "date": "yyyy-mm-dd",
    "id": "@",
}
TEXTS = ("text", "id", "label", "flag")
# Text that looks like a formula must stay text even after somebody edits the cell.
AS_TEXT = {"quote_prefix": True}


class Look:
    """The formats of one workbook, made once each."""

    def __init__(self, book: xlsxwriter.Workbook, brand: Brand | None = None) -> None:
        self.brand = brand
        self.colour = brand.colour if brand else COLLECTED
        self.accent = brand.accent if brand else LOST
        self._book = book
        self._made: dict[tuple, Format] = {}

    @property
    def name(self) -> str:
        """Who the report is from."""
        return named(self.brand)

    def format(self, **properties: object) -> Format:
        """The format of these properties of xlsxwriter."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(
                {"font_name": "Calibri", "font_size": 10, "font_color": INK, **properties}
            )
        return self._made[key]

    def cell(self, kind: str, **more: object) -> Format:
        """A cell of data: kind as of a column (money, count, number, percent, date, id, text, label, flag)."""
        shown = {"num_format": NUMBER_FORMATS[kind]} if kind in NUMBER_FORMATS else {}
        kept = AS_TEXT if kind in TEXTS else {}
        return self.format(**{"valign": "top", **shown, **kept, **more})

    def title(self) -> Format:
        """The name of a sheet."""
        return self.format(bold=True, font_size=16, font_color=self.colour)

    def section(self) -> Format:
        """The name of a part of a sheet."""
        return self.format(bold=True, font_size=12, font_color=self.colour, bottom=2, bottom_color=self.accent)

    def note(self, **more: object) -> Format:
        """A sentence beside figures."""
        return self.format(font_color=SOFT, italic=True, **more)

    def header(self, *, right: bool = False) -> Format:
        """The name of a column."""
        return self.format(
            bold=True,
            font_color=readable_on(self.colour),
            bg_color=self.colour,
            text_wrap=True,
            valign="vcenter",
            align="right" if right else "left",
        )

    def sum(self, kind: str, **more: object) -> Format:
        """A total; kind as in cell."""
        return self.cell(kind, bold=True, bg_color=PALE, **more)


def named(brand: Brand | None) -> str:
    """Who the report is from: the brand, else the product."""
    return brand.name if brand and brand.name else PRODUCT


def readable_on(colour: str) -> str:
    """White or dark text, whichever reads better on a colour `#RRGGBB` (relative luminance, WCAG 2)."""

    def linear(part: int) -> float:
        share = part / 255
        return share / 12.92 if share <= 0.03928 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[at : at + 2], 16)) for at in (1, 3, 5))
    return PAPER if 0.2126 * red + 0.7152 * green + 0.0722 * blue < 0.36 else INK
