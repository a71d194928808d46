"""The X12 835 reader: a remittance becomes rows of the staging tables, rejects, control totals and failed checks.

Python moves bytes (canonical.py, and batches of them); the loops, the values and every sum are the SQL files of this
folder. A file there holds one select and is named after the table it fills; x12_* are work tables of this cursor.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import duckdb

from analytics.errors import InputError
from analytics.sources.x12.canonical import STAND_INS, canonical

HERE = Path(__file__).resolve().parent

# Bounds the memory beside the file and its tables. Not smaller: DuckDB hands out rows to threads in groups of 122,880,
# and a batch should hold two of them (claims and lines together), or one thread does all the work.
BATCH_BYTES = 31_000_000

# What each batch makes anew, what it adds to the staging tables, and what it adds to for the end.
_WORK = ("x12_place", "x12_claim", "x12_line", "x12_adjustment")
_STAGED = ("remit_claim", "remit_line", "remit_adjustment")
_GROWN = ("x12_envelope", "x12_payment", "x12_tally", "x12_failure", "x12_reject")
# What needs the whole file, in this order; names without x12_ are staging tables.
_FINISH = (
    "x12_provider_adjustment", "remit_provider_adjustment", "x12_loop", "x12_duplicate", "remit_payment",
    "x12_fault", "reject", "x12_balance", "x12_envelope_check", "control_total",
)  # fmt: skip
_MACROS = ("marks", "rest", "first", "distance", "text", "amount", "quantity", "date", "filled", "rare", "rare_first")


class _Open(NamedTuple):
    """What a batch leaves open for the next: the next segment's number, and the transaction it broke off in."""

    first_row: int = 1
    row: int | None = None
    is_835: bool = True
    claims: int = 0


def load(cursor: duckdb.DuckDBPyConnection, file_id: int, data: bytes) -> None:
    """Load the remittances (ST 835) of one file.

    Fills remit_payment, remit_claim, remit_line, remit_adjustment, remit_provider_adjustment, reject and control_total
    (analytics/schema.sql) and the four counts of the file's row of input_file, which must be there. Keys are
    (file_id << 32) + row_no, row_no the ordinal of the segment in the file.

    A row of the file is a service line (SVC), or a claim (CLP) without lines. Each is in exactly one of
    - rejected: its charge or paid amount is unreadable (5O, 1.005) or cut off, it stands outside a claim, or its claim
      has no id;
    - duplicate: its transaction repeats an earlier one of this file or of another (it stays in the tables, under
      remit_payment.is_duplicate);
    - loaded: all others. Any other value that cannot be read, and an amount left empty, is null and a row of reject.
    A check that fails (balances, patient responsibility, counts, control numbers, envelopes) is a row of control_total.

    Raises InputError, without a file name, for data that is not X12 or holds no remittance at all.
    """
    text = canonical(data)
    _require_remittance(text)
    try:
        _execute(cursor, "functions")
        if any(byte in text for byte in STAND_INS):
            _execute(cursor, "restore")
        _read(cursor, file_id, text)
        _finish(cursor)
    finally:
        _drop(cursor)


def _require_remittance(text: bytes) -> None:
    """Refuse what has nothing to load."""
    if not text.startswith(b"ST*835") and b"~ST*835" not in text:
        raise InputError("there is no remittance (835) transaction in this X12 file", fix="give an 835 file")
    if b"~CLP*" not in text and b"~BPR*" not in text:
        raise InputError("the remittance holds neither a payment nor a claim", fix="download the file again")


def _read(cursor: duckdb.DuckDBPyConnection, file_id: int, text: bytes) -> None:
    """Batch by batch into the claims, lines and adjustments; what the end needs is kept."""
    state = _Open()
    for number, (start, end) in enumerate(_batches(text)):
        place = state._asdict()
        is_835 = place.pop("is_835")
        _make(cursor, "x12_batch", {"file_id": file_id, **place})
        _make(cursor, "x12_piece", {"text": "~" + text[start:end].decode(), "is_835": is_835})
        for name in _WORK:
            _make(cursor, name)
        for name in _STAGED:
            _add(cursor, name)
        for name in _GROWN:
            (_add if number else _make)(cursor, name)
        state = _Open(*_run(cursor, _sql("x12_open"))[0])


def _batches(text: bytes) -> Iterator[tuple[int, int]]:
    """Where to cut: in front of a transaction, or of a claim where one transaction fills more than two batches."""
    start = 0
    while start < len(text):
        near, far = start + BATCH_BYTES, start + 2 * BATCH_BYTES
        end = text.find(b"~ST*", near, far)
        if end < 0:
            cuts = (text.find(b"~CLP*", near), text.find(b"~ST*", near))
            end = min((cut for cut in cuts if cut >= 0), default=len(text) - 1)
        yield start, end
        start = end + 1


def _finish(cursor: duckdb.DuckDBPyConnection) -> None:
    """What can only be told of the whole file: envelopes, duplicates, payments, rejects, totals, checks."""
    for name in _FINISH:
        (_make if name.startswith("x12_") else _add)(cursor, name)
    _execute(cursor, "input_file")


def _make(cursor: duckdb.DuckDBPyConnection, name: str, parameters: dict | None = None) -> None:
    _run(cursor, f"create or replace temp table {name} as {_sql(name)}", parameters)


def _add(cursor: duckdb.DuckDBPyConnection, name: str) -> None:
    _run(cursor, f"insert into {name} by name {_sql(name)}")


def _execute(cursor: duckdb.DuckDBPyConnection, name: str) -> None:
    _run(cursor, _sql(name))


def _run(cursor: duckdb.DuckDBPyConnection, sql: str, parameters: dict | None = None) -> list[tuple]:
    """All rows: a result left open would own the cursor."""
    return cursor.execute(sql, parameters).fetchall()


def _drop(cursor: duckdb.DuckDBPyConnection) -> None:
    """Leave no work table and so no text of the file behind."""
    for name in ("x12_batch", "x12_piece", *_WORK, *_GROWN, *_FINISH):
        if name.startswith("x12_"):
            _run(cursor, f"drop table if exists temp.{name}")
    for name in _MACROS:
        _run(cursor, f"drop macro if exists temp.x12_{name}")


@cache
def _sql(name: str) -> str:
    return (HERE / f"{name}.sql").read_text(encoding="utf-8")
