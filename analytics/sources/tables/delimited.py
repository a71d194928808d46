"""Text files to records: the bytes as plain text, the delimiter, and every record with the line it starts on.

Regular files, as nearly all are, go through Arrow's CSV reader. Where they are not (a quotation mark that Python's csv
would judge otherwise, a value over two lines, very many ragged rows) the whole file takes the careful way, record by
record: both give the same table.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

import pyarrow as pa

from analytics.errors import InputError
from analytics.sources.tables.arrow_csv import read_regular
from analytics.sources.tables.sheet import SAMPLE, WIDEST, Fault, Sheet, columns

BLOCK = 4_000  # records per column array: small blocks stay in the cache, and short-lived for the garbage collector
FAULTS = 1_000  # broken records, after which the file counts as unreadable
LONGEST = 131_072  # characters of a value: csv's own limit, which bounds how far an open quotation mark is followed
TRIED = 2  # widths that most of the records may have
HEAD = 1 << 20  # bytes, looked at to find the delimiter
DELIMITERS = (",", "\t", ";", "|")
BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
CONTROL = re.compile(r"[\x01-\x08\x0e-\x19\x1b-\x1f\ufffd]")
SAID = re.compile(rb'"?sep=([^\n"])"?[,;\t|]*(?=\n|$)', re.IGNORECASE)  # as Excel understands a first line
UNWANTED = (  # in UTF-8
    (b"\xef\xbb\xbf", b""),
    (b"\0", b""),
    (b"\x1a", b""),
    (b"\xc2\xa0", b" "),
    (b"\r\n", b"\n"),
    (b"\r", b"\n"),
)


def plain(data: bytes) -> bytes | None:
    """The text as UTF-8 with plain line ends, no NULs and no non-breaking spaces; None for bytes that are no text."""
    encoding = next((name for bom, name in BOMS if data.startswith(bom)), None)
    if encoding is None and data[:400].count(0) * 3 > len(data[:400]):
        encoding = "utf-16-le" if data[1:400:2].count(0) > data[0:400:2].count(0) else "utf-16-be"
    if encoding or not _is_utf8(data):
        data = data.decode(encoding or "cp1252", errors="replace").encode("utf-8", "replace")
    head = data[:65_536].decode("utf-8", "ignore")
    if len(CONTROL.findall(head)) * 50 > len(head):
        return None
    if _ends_lines_with_cr(data):
        data = data.replace(b"\n", b" ")  # inside a value
    for unwanted, instead in UNWANTED:
        if unwanted[:1] in data and unwanted in data:  # one byte is searched for far faster than two
            data = data.replace(unwanted, instead)
    return data


def _ends_lines_with_cr(data: bytes) -> bool:
    """Whether lines end in CR alone, as old Macs wrote them."""
    first = data.find(b"\r")
    if first < 0 or data.find(b"\n", 0, first + 2) >= 0:
        return False
    return data.count(b"\r") >= data.count(b"\n")


def _is_utf8(data: bytes) -> bool:
    try:
        return data.isascii() or bool(data.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def delimiter(data: bytes) -> str | None:
    """The delimiter of a plain text: the one its first line says, or else the one under which most of the first
    records agree on the largest number of columns. None where there are no columns."""
    said = SAID.match(data)
    if said:
        return said.group(1).decode("utf-8", "replace")
    lines = _head(data)
    best, choice = 0, None
    for trial in DELIMITERS:
        try:
            widths = [len(record) for record in csv.reader(lines, delimiter=trial)]
        except csv.Error:
            continue
        score = max(((width - 1) * widths.count(width) for width in set(widths)), default=0)
        if score > best:
            best, choice = score, trial
    return choice


def read(data: bytes) -> Sheet:
    """The records of a text file. Raises InputError where there is no table in it."""
    text = plain(data)
    if text is None:
        raise InputError("the file is neither text nor a workbook", fix="save the table as .csv or .xlsx")
    separator = delimiter(text)
    if separator is None:
        raise InputError("the file has no columns", fix="save the table as .csv with commas between the values")
    return read_text(SAID.sub(b"", text, count=1) if SAID.match(text) else text, separator)


def read_text(text: bytes, separator: str, *, careful: bool = False) -> Sheet:
    """The records of a plain text. careful: record by record even where the text is regular, for tests."""
    widths = [len(record) for record in _lenient(_head(text), separator)]
    usual = max(widths, default=1)
    if usual > WIDEST:
        raise InputError(f"the file has more than {WIDEST:,} columns", fix="export only the columns that are needed")
    open_line = None if text.endswith(b"\n") else text.count(b"\n") + 1
    likely = Counter(width for width in widths if width).most_common(TRIED)
    for expected, _ in likely if usual > 1 and not careful else ():
        table = read_regular(text, separator, expected, usual)
        if table is not None:
            return Sheet(None, table, [], open_line=open_line)
    faults: list[Fault] = []
    return Sheet(None, _read_careful(text, separator, usual, faults), faults, open_line=open_line)


def _head(text: bytes) -> list[str]:
    """The first lines, without what a line holds beyond any table's width."""
    lines = io.StringIO(text[:HEAD].decode("utf-8", "ignore"), newline="\n")
    return [line[:LONGEST] for line in islice(lines, SAMPLE)]


def _lenient(lines: list[str], separator: str) -> list[list[str]]:
    """Records of the first lines, for their widths only, even where its quotation marks are wrong."""
    try:
        return list(csv.reader(lines, delimiter=separator))
    except csv.Error:
        return [line.split(separator) for line in lines]


def _read_careful(text: bytes, separator: str, usual: int, faults: list[Fault]) -> pa.Table:
    lines = list(io.StringIO(text.decode("utf-8", "replace"), newline="\n"))
    blocks = [columns(record_block, usual, first) for first, record_block in _blocks(lines, separator, faults)]
    if not blocks:
        raise InputError("no row of the file can be read", row=faults[0].row_no, fix=faults[0].fix)
    return pa.concat_tables(blocks)


def _blocks(lines: list[str], separator: str, faults: list[Fault]) -> Iterator[tuple[int, list[list[str]]]]:
    """(line number of the first record, records) in file order.

    A record whose quotation marks are wrong costs its first line only: reading goes on at the next line.
    """
    at = 0
    while at < len(lines):
        rest = map(lines.__getitem__, range(at, len(lines)))
        reader = csv.reader(rest, delimiter=separator, strict=True)
        start, broken = at, False
        while not broken:
            block: list[list[str]] = []
            try:
                block.extend(islice(reader, BLOCK))
            except csv.Error:
                broken = True
            if block:
                yield start + 1, block
            if broken:
                start = at = _fault(start, block, faults) + 1
            elif not block:
                return
            else:
                start = at + reader.line_num


def _fault(start: int, block: list[list[str]], faults: list[Fault]) -> int:
    """Note the broken record that follows `block`; its index in the lines."""
    index = start + len(block) + sum(value.count("\n") for record in block for value in record)
    if len(faults) == FAULTS:
        raise InputError(
            "more than 1,000 records with a wrong quotation mark", row=index + 1, fix="export the table again"
        )
    reason = "a quotation mark in this row is not closed or not doubled"
    faults.append(Fault(index + 1, reason, 'close the quotation mark, or write "" for one inside a value'))
    return index
