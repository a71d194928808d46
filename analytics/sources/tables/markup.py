"""Tables in markup that Excel opens under the name .xls: HTML, and the XML of Excel 2003 (SpreadsheetML).

The text is cut at its tags once, from left to right: no entity is fetched or defined, and nothing nests in memory.
"""

from __future__ import annotations

import re
from html import unescape

from analytics.errors import InputError
from analytics.sources.tables.sheet import WIDEST, Sheet, left_out, numbered

MOST = 5_000_000  # cells
STARTS = (b"<!doctype html", b"<html", b"<table", b"<?xml", b"<head", b"<body", b"<div", b"<style", b"<meta")
TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*:)?([A-Za-z][A-Za-z0-9]*)([^<>]*)>")
NUMBER = re.compile(r"(?:ss:)?(index|mergeacross|mergedown|colspan|rowspan)\s*=\s*[\"']?(\d{1,9})", re.IGNORECASE)
NAME = re.compile(r"ss:name\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)


class _Table:
    """A table that is being read: its rows with their numbers, and what reaches down from the rows above."""

    def __init__(self, name: str | None) -> None:
        self.name, self.hidden = name, False
        self.rows: list[list[str]] = []
        self.numbers: list[int] = []
        self.down: dict[int, tuple[int, str]] = {}  # column -> (further rows, value) of a cell over several rows
        self.row = 0
        self.cell: list[str] | None = None
        self.cells: list[str] = []
        self.spans: dict[str, int] = {}
        self.extra = 0  # cells that no tag stands for

    def width(self) -> int:
        return max(map(len, self.rows), default=0)

    def start_row(self, given: dict[str, int]) -> None:
        self.end_row()
        self.row = max(self.row + 1, given.get("index", 0))
        self.cells = []

    def start_cell(self, given: dict[str, int]) -> None:
        self.end_cell()
        if not self.row:
            self.start_row({})
        self._reach_down(given.get("index", 0))
        self.cell, self.spans = [], given

    def _reach_down(self, index: int) -> None:
        """Fill the places before the next cell: empty up to its index, or with cells that began in a row above."""
        while len(self.cells) in self.down or len(self.cells) + 1 < min(index, WIDEST + 1):
            left, value = self.down.pop(len(self.cells), (0, ""))
            if left > 1:
                self.down[len(self.cells)] = (left - 1, value)
            self.cells.append(value)
            self.extra += 1

    def end_cell(self) -> None:
        if self.cell is None:
            return
        value = " ".join(unescape("".join(self.cell)).split())
        across = max(self.spans.get("colspan", 1), self.spans.get("mergeacross", 0) + 1)
        down = max(self.spans.get("rowspan", 1), self.spans.get("mergedown", 0) + 1)
        if down > 1:
            self.down[len(self.cells)] = (down - 1, value)
        self.cells.append(value)
        self.cells.extend([""] * min(across - 1, WIDEST))
        self.extra += min(across - 1, WIDEST)
        self.cell = None

    def end_row(self) -> None:
        self.end_cell()
        if any(self.cells):
            self._reach_down(0)
            if len(self.cells) > WIDEST:
                raise InputError(f"the table has more than {WIDEST:,} columns", fix="save it as .csv or .xlsx")
            self.rows.append(self.cells)
            self.numbers.append(self.row)
        self.cells = []


def recognise(data: bytes) -> bool:
    """Whether the start of a file is markup with a table in it."""
    head = data[:65_536].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    return head.startswith(STARTS) and (b"<table" in head or b":spreadsheet" in head)


def read(text: str) -> list[Sheet]:
    """The tables of a page, those as wide as the largest one joined to it; the worksheets of an Excel 2003 file.

    Raises InputError where there is none of two columns or more.
    """
    tables = [table for table in _tables(_without_comments(text)) if table.rows]
    if not any(table.width() > 1 for table in tables):
        raise InputError("the file is a web page without a table", fix="save the table as .csv or .xlsx")
    tables = tables if tables[0].name is not None else _joined(tables)
    sheets = [
        left_out(table.name, "the sheet is hidden")
        if table.hidden
        else Sheet(table.name, numbered(table.rows, table.numbers, table.width()), [])
        for table in tables
    ]
    return sorted(sheets, key=lambda sheet: sheet.left_out is not None)


def _without_comments(text: str) -> str:
    first, *parts = text.split("<!--")
    return first + "".join(part.partition("-->")[2] for part in parts)


def _joined(tables: list[_Table]) -> list[_Table]:
    """A page prints one table in pieces, and its banner as a table, too: all rows in one sheet."""
    whole = _Table(None)
    for table in tables:
        whole.rows += table.rows
    whole.numbers = list(range(1, len(whole.rows) + 1))
    return [whole]


def _tables(text: str) -> list[_Table]:
    """Every table in the order of their ends, a table inside another one's cell before that one."""
    done: list[_Table] = []
    open_tables: list[_Table] = []
    name, at, cells = None, 0, 0
    for tag in TAG.finditer(text):
        table = open_tables[-1] if open_tables else None
        if table and table.cell is not None:
            table.cell.append(text[at : tag.start()])
        at = tag.end()
        closing, word, rest = tag.group(1), tag.group(3).lower(), tag.group(4)
        if word == "worksheet":
            said = NAME.search(rest)
            name = unescape(said.group(1) or said.group(2) or "") if said else name
        elif word == "table" and not closing:
            open_tables.append(_Table(name))
        elif word == "visible" and not closing and done and text[at : at + 10].startswith("SheetHidd"):
            done[-1].hidden = True
        elif table is None:
            continue
        elif word == "table":
            table.end_row()
            done.append(open_tables.pop())
        elif word in ("tr", "row"):
            table.end_row() if closing else table.start_row(_given(rest))
        elif word in ("td", "th", "cell"):
            cells += 1
            table.end_cell() if closing else table.start_cell(_given(rest))
            if cells + table.extra > MOST:
                raise InputError(f"the table has more than {MOST:,} cells", fix="split it, or save it as .csv")
        elif word == "br" and table.cell is not None:
            table.cell.append(" ")
    for table in open_tables:
        table.end_row()
    return done + open_tables


def _given(attributes: str) -> dict[str, int]:
    return {name.lower(): int(value) for name, value in NUMBER.findall(attributes)} if "=" in attributes else {}
