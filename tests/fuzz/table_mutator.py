"""Mutations of tables that keep their structure, and the containers a table can come in.

A fuzz input for the table readers is two bytes and a text: the kind that is forced, the container, and the table
as CSV.
"""

from __future__ import annotations

import csv
import html
import io
from random import Random

from corpus.export import workbook

from .readers import KINDS

DELIMITERS = ",\t;|"
ODD = (
    *(
        "",
        "-",
        "N/A",
        "0",
        "-1",
        "(5.00)",
        "$1,234.50",
        "1.234,50",
        "15O",
        "99999999999.99",
        "1e400",
        "nan",
        "inf",
        "½",
    ),
    *("02/30/2026", "13/13/2026", "46113", "99999", "1/1/1", "2026-01-05T00:00:00Z", "Jan 5, 2026", "25:61", "0.5"),
    *(
        "97110.GP.59",
        "97110 GP 59",
        "9711",
        "*",
        "HC:97110:GP",
        "GP59",
        "G",
        "CO-45|PR-1",
        "CO:45:1|PR:1:2",
        "W1",
        "N522",
    ),
    *(
        "1|2|3",
        "Total",
        "Grand Total:",
        "Sub-Total",
        "Patient: X, Y  Acct: 1",
        "Page 1",
        '="1"',
        "'1",
        '"',
        '""',
        "a\nb",
    ),
    *("é", "\u202e", "\x00", "\x1a", "\ufeff", "'; drop table reject; --", "$1", "{0}", "%s", "\\", "A" * 400),
)
HEADERS = (
    *("patient_id", "Patient", "Acct #", "DOS", "From", "Date", "CPT", "Code", "Units", "Qty", "Minutes", "Time In"),
    *("Time Out", "Charge", "Amount", "Paid", "Allowed", "Adj", "Group", "Reason Codes", "Remark", "Check #", "Status"),
    *("Payer", "Insurance", "Insurance Class", "Modifiers", "Mod 1", "Mod 2", "Rate", "Basis", "Effective", "Claim #"),
    *("Line", "Claim Status", "Status Category Code", "Type", "Balance", "Status Date", "Total", ""),
)


def mutate(data: bytes, limit: int, seed: int) -> bytes:
    """A changed input of at most `limit` bytes."""
    random = Random(seed)
    head, text = data[:2].ljust(2, b"\0"), data[2:].decode("utf-8", errors="replace")
    if random.random() < 0.2:
        head = bytes([random.randrange(len(KINDS)), random.randrange(len(CONTAINERS))])
    delimiter = max(DELIMITERS, key=text[:2000].count)
    rows = [line.split(delimiter) for line in text.split("\n")]
    for _ in range(random.randint(1, 5)):
        rows = random.choice(OPERATIONS)(rows, random) or [[""]]
    if random.random() < 0.1:
        delimiter = random.choice(DELIMITERS)
    end = random.choice(("\r\n", "\r", "\n\n")) if random.random() < 0.05 else "\n"
    return (head + end.join(map(delimiter.join, rows)).encode())[:limit]


def _cell(rows: list[list[str]], random: Random) -> list[list[str]]:
    row = random.choice(rows)
    row[random.randrange(len(row))] = random.choice(ODD)
    return rows


def _header(rows: list[list[str]], random: Random) -> list[list[str]]:
    rows[0][random.randrange(len(rows[0]))] = random.choice(HEADERS)
    return rows


def _column(rows: list[list[str]], random: Random) -> list[list[str]]:
    """The same odd value in a whole column below the header."""
    at, value = random.randrange(len(rows[0])), random.choice(ODD)
    for row in rows[1:]:
        if at < len(row):
            row[at] = value
    return rows


def _swap_columns(rows: list[list[str]], random: Random) -> list[list[str]]:
    one, other = random.randrange(len(rows[0])), random.randrange(len(rows[0]))
    for row in rows:
        if max(one, other) < len(row):
            row[one], row[other] = row[other], row[one]
    return rows


def _repeat(rows: list[list[str]], random: Random) -> list[list[str]]:
    at = random.randrange(len(rows))
    copies = [list(rows[at]) for _ in range(random.choice((1, 1, 3, 200)))]
    return rows[:at] + copies + rows[at:]


def _drop(rows: list[list[str]], random: Random) -> list[list[str]]:
    at = random.randrange(len(rows))
    return rows[:at] + rows[at + random.choice((1, 1, 4)) :]


def _move(rows: list[list[str]], random: Random) -> list[list[str]]:
    row = rows.pop(random.randrange(len(rows)))
    rows.insert(random.randrange(len(rows) + 1), row)
    return rows


def _lengthen(rows: list[list[str]], random: Random) -> list[list[str]]:
    random.choice(rows).extend(random.choice(ODD) for _ in range(random.choice((1, 2, 60))))
    return rows


def _shorten(rows: list[list[str]], random: Random) -> list[list[str]]:
    row = random.choice(rows)
    del row[random.randrange(len(row)) + 1 :]
    return rows


def _quote(rows: list[list[str]], random: Random) -> list[list[str]]:
    row = random.choice(rows)
    at = random.randrange(len(row))
    row[at] = random.choice(('"{}"', '"{}', '{}"', '"{},1"', '"{}""')).replace("{}", row[at])
    return rows


OPERATIONS = (*[_cell] * 5, _header, _column, _swap_columns, _repeat, _drop, _move, _lengthen, _shorten, _quote)


def unpacked(data: bytes) -> tuple[str | None, bytes]:
    """(forced kind, bytes of the file) of a fuzz input."""
    head, text = data[:2].ljust(2, b"\0"), data[2:]
    return KINDS[head[0] % len(KINDS)], CONTAINERS[head[1] % len(CONTAINERS)](text)


def _cells(text: bytes) -> list[list[str]]:
    """The table as a workbook can hold it: no control characters, few columns."""
    plain = "".join(c for c in text.decode("utf-8", errors="replace") if c == "\n" or c >= " ")
    rows = [line.split(",") for line in plain.split("\n")[:5_000]]
    return [[cell[:32_000] for cell in row[:100]] for row in rows]


def _web_page(text: bytes) -> bytes:
    rows = ("".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in _cells(text))
    return f"<html><body><table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table></body></html>".encode()


def _damaged(text: bytes) -> bytes:
    """A workbook with a few bytes overwritten, by what the text is."""
    book, random = bytearray(workbook({"A": _cells(text)}, "xlsx")), Random(len(text))
    for _ in range(random.randint(1, 20)):
        book[random.randrange(len(book))] = random.randrange(256)
    return bytes(book)


def _numbers(text: bytes) -> bytes:
    """A workbook in which what looks like a number is one."""
    out = [[float(cell) if cell.isdecimal() and cell.isascii() else cell for cell in row] for row in _cells(text)]
    return workbook({"A": out, "B": out[:2]}, "xlsx")


def _semicolons(text: bytes) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(_cells(text))
    return out.getvalue().encode("cp1252", errors="replace")


CONTAINERS = (
    *(bytes, bytes, bytes, bytes, _semicolons, _web_page, _damaged, _numbers),
    lambda text: text.decode("utf-8", errors="replace").encode("utf-16"),
    lambda text: workbook({"A": _cells(text)}, "xlsx"),
    lambda text: workbook({"A": _cells(text)}, "xls"),
)
