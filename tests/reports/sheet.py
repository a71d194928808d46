"""A workbook read back by hand: cells with formulas and cached values, and a calculator for the few functions used."""

from __future__ import annotations

import io
import re
import zipfile
from decimal import ROUND_HALF_UP, Decimal
from xml.etree import ElementTree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
CELL = re.compile(r"(?:'([^']+)'!)?\$?([A-Z]+)\$?(\d+)")
SPAN = r"\$?([A-Z]+)\$?(\d+):\$?([A-Z]+)\$?(\d+)"


class Page:
    """One sheet: value and formula by cell name; numbers as Decimal."""

    def __init__(self, xml: bytes) -> None:
        self.root = ElementTree.fromstring(xml)
        self.values: dict[str, Decimal | str] = {}
        self.formulas: dict[str, str] = {}
        for cell in self.root.iter(f"{MAIN}c"):
            name, formula, number = cell.get("r"), cell.find(f"{MAIN}f"), cell.find(f"{MAIN}v")
            if formula is not None:
                self.formulas[name] = formula.text
            if cell.get("t") == "inlineStr":
                self.values[name] = "".join(part.text or "" for part in cell.iter(f"{MAIN}t"))
            elif number is not None:
                self.values[name] = Decimal(number.text)

    def column(self, title: str, header: int = 8) -> list[Decimal | str | None]:
        """The cells below a title of the header."""
        letter = next(self.letters(title, header))
        return [self.values.get(f"{letter}{row}") for row in range(header + 1, self.last() + 1)]

    def letters(self, title: str, header: int = 8):
        for name, value in self.values.items():
            letter, row = re.match(r"([A-Z]+)(\d+)", name).groups()
            if int(row) == header and value == title:
                yield letter

    def last(self) -> int:
        return max((int(row.get("r")) for row in self.root.iter(f"{MAIN}row")), default=0)

    def span(self, first: str, begin: int, last: str, end: int) -> list[Decimal | str]:
        assert first == last
        return [self.values[f"{first}{row}"] for row in range(begin, end + 1) if f"{first}{row}" in self.values]


class Book:
    """A workbook: its sheets by name, in their order."""

    def __init__(self, data: bytes) -> None:
        self.files = zipfile.ZipFile(io.BytesIO(data))
        names = ElementTree.fromstring(self.files.read("xl/workbook.xml")).iter(f"{MAIN}sheet")
        self.pages = {
            sheet.get("name"): Page(self.files.read(f"xl/worksheets/sheet{place}.xml"))
            for place, sheet in enumerate(names, 1)
        }

    def __getitem__(self, name: str) -> Page:
        return self.pages[name]

    def calculated(self, sheet: str, formula: str) -> Decimal:
        """What a spreadsheet would show: sums, counts, rounding, sums of the absolute, plus and minus."""
        page = self.pages[sheet]
        text = formula.lstrip("=")
        if inner := re.fullmatch(r"ROUND\((.*),2\)", text):
            return self.calculated(sheet, inner[1]).quantize(Decimal("0.01"), ROUND_HALF_UP)
        if found := re.fullmatch(rf"(SUM|SUBTOTAL|COUNTA|SUMPRODUCT)\(((?:109|103),)?(?:ABS\()?{SPAN}\)?\)", text):
            cells = page.span(found[3], int(found[4]), found[5], int(found[6]))
            if found[1] == "COUNTA" or found[2] == "103,":
                return Decimal(len(cells))
            numbers = [cell for cell in cells if isinstance(cell, Decimal)]
            return sum(map(abs, numbers) if found[1] == "SUMPRODUCT" else numbers, Decimal(0))
        if parts := re.fullmatch(r"(ROUND\(.*?\),2\))\+(.+)", text):
            return self.calculated(sheet, parts[1]) + self.calculated(sheet, parts[2])
        if parts := re.fullmatch(r"([^-()]+)-([^-()]+)", text):
            return self.calculated(sheet, parts[1]) - self.calculated(sheet, parts[2])
        if cell := CELL.fullmatch(text):
            name = f"{cell[2]}{cell[3]}"
            return Decimal(self.pages[cell[1] or sheet].values.get(name, 0))
        return Decimal(text)
