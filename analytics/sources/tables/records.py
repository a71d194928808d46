"""Bytes to sheets of text records with exact row numbers; the format is read from the content, never from a name."""

from __future__ import annotations

from analytics.errors import InputError
from analytics.sources.tables import delimited, markup, workbook
from analytics.sources.tables.sheet import Fault, Sheet

__all__ = ["Fault", "Sheet", "read", "recognise"]

NAMED = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xlsb", ".ods", ".xls")


def recognise(data: bytes, name: str = "") -> bool:
    """Whether the bytes look like a table: a workbook (old binary ones too), a table in markup, or text in two columns
    or more.

    The name only adds files that were meant as tables, so that read() can say what is wrong with them.
    """
    if name.lower().endswith(NAMED) or data.startswith(workbook.OLE) or markup.recognise(data):
        return True
    if data.startswith(workbook.ZIP):
        return workbook.is_workbook(data)
    text = delimited.plain(data[:65_536])
    if text is None or text.lstrip().startswith((b"ISA", b"<", b"{", b"[")):
        return False
    return delimited.delimiter(text) is not None


def read(data: bytes) -> list[Sheet]:
    """The sheets of a workbook, or the one of a text file; hidden sheets come last, without their rows.

    Raises InputError for anything else, without the file's name.
    """
    if not data or data.isspace():
        raise InputError("the file is empty", fix="export it again and check that it has rows")
    if data.startswith((workbook.OLE, workbook.ZIP)):
        return workbook.read(data)
    if markup.recognise(data):
        return markup.read((delimited.plain(data) or b"").decode("utf-8", "replace"))
    return [delimited.read(data)]
