"""The X12 835 reader: a remittance becomes rows of the staging tables, rejects, control totals and failed checks.

Python moves bytes (canonical.py, and batches of them); the loops, the values and every sum are the SQL files of this
folder. A file there holds one select and is named after the table it fills; x12_* are work tables of this cursor.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from operator import itemgetter
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
# What needs the whole files, in this order; names without x12_ are staging tables.
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


class _Part(NamedTuple):
    """What of a file goes into one batch: all of it, or a slice of a big file."""

    file_id: int
    start: int
    end: int
    is_last: bool


def load(cursor: duckdb.DuckDBPyConnection, file_id: int, data: bytes) -> None:
    """Load the remittances (ST 835) of one file: load_many with this file only.

    Raises InputError, without a file name, for data that is not X12 or holds no remittance at all.
    """
    for error in load_many(cursor, [(file_id, data)]).values():
        raise error


def load_many(cursor: duckdb.DuckDBPyConnection, files: Sequence[tuple[int, bytes]]) -> dict[int, InputError]:
    """Load the remittances (ST 835) of many files (file_id, data) as if one after the other, by rising file_id.

    A pass of the SQL costs the same for one small file as for a thousand, so small files share it. All texts are in
    memory together: give a few ten MB at once.

    Fills remit_payment, remit_claim, remit_line, remit_adjustment, remit_provider_adjustment, reject and control_total
    (analytics/schema.sql) and the four counts of each file's row of input_file, which must be there. Keys are
    (file_id << 32) + row_no, row_no the ordinal of the segment in the file.

    A row of a file is a service line (SVC), or a claim (CLP) without lines. Each is in exactly one of
    - rejected: its charge or paid amount is unreadable (5O, 1.005) or cut off, it stands outside a claim, or its claim
      has no id;
    - duplicate: its transaction repeats an earlier one of this file or of another (it stays in the tables, under
      remit_payment.is_duplicate);
    - loaded: all others. Any other value that cannot be read, and an amount left empty, is null and a row of reject.
    A check that fails (balances, patient responsibility, counts, control numbers, envelopes) is a row of control_total.

    Returns, by file_id, the InputError of each file that is not X12 or holds no remittance at all, without a file
    name. Such a file leaves nothing behind, the others are loaded.
    """
    texts, errors = _texts(files)
    if not texts:
        return errors
    try:
        _execute(cursor, "functions")
        if any(byte in text for byte in STAND_INS for text in texts.values()):
            _execute(cursor, "restore")
        _make(cursor, "x12_file", {"file_ids": list(texts)})
        _read(cursor, texts)
        _finish(cursor)
    finally:
        _drop(cursor)
    return errors


def _texts(files: Sequence[tuple[int, bytes]]) -> tuple[dict[int, bytes], dict[int, InputError]]:
    """The canonical texts of the files that can be used, by rising file_id, and the errors of the others."""
    texts, errors = {}, {}
    for file_id, data in sorted(files, key=itemgetter(0)):
        try:
            text = canonical(data)
            _require_remittance(text)
            texts[file_id] = text
        except InputError as error:
            errors[file_id] = error
    return texts, errors


def _require_remittance(text: bytes) -> None:
    """Refuse what has nothing to load."""
    if not text.startswith(b"ST*835") and b"~ST*835" not in text:
        raise InputError("there is no remittance (835) transaction in this X12 file", fix="give an 835 file")
    if b"~CLP*" not in text and b"~BPR*" not in text:
        raise InputError("the remittance holds neither a payment nor a claim", fix="download the file again")


def _read(cursor: duckdb.DuckDBPyConnection, texts: dict[int, bytes]) -> None:
    """Batch by batch into the claims, lines and adjustments; what the end needs is kept."""
    state = _Open()
    for number, batch in enumerate(_batches(texts)):
        _make_pieces(cursor, texts, batch, state)
        for name in _WORK:
            _make(cursor, name)
        for name in _STAGED:
            _add(cursor, name)
        for name in _GROWN:
            (_add if number else _make)(cursor, name)
        state = _Open() if batch[-1].is_last else _Open(*_run(cursor, _sql("x12_open"))[0])


def _make_pieces(cursor: duckdb.DuckDBPyConnection, texts: dict[int, bytes], batch: list[_Part], state: _Open) -> None:
    """The texts of a batch, cut into pieces; the first of them goes on where the last batch broke off."""
    states = [state, *[_Open()] * (len(batch) - 1)]
    columns = {name: [getattr(each, name) for each in states] for name in _Open._fields}
    columns["file_id"] = [part.file_id for part in batch]
    is_835 = columns.pop("is_835")
    _make(cursor, "x12_batch", columns)
    text = ["~" + texts[part.file_id][part.start : part.end].decode() for part in batch]
    _make(cursor, "x12_piece", {"file_id": columns["file_id"], "is_835": is_835, "text": text})


def _batches(texts: dict[int, bytes]) -> Iterator[list[_Part]]:
    """What is read together: as many files as fit, or one slice of a big file."""
    batch: list[_Part] = []
    size = 0
    for file_id, text in texts.items():
        for start, end in _slices(text):
            if batch and size + end - start > BATCH_BYTES:
                yield batch
                batch, size = [], 0
            batch.append(_Part(file_id, start, end, is_last=end + 1 >= len(text)))
            size += end - start
    yield batch


def _slices(text: bytes) -> Iterator[tuple[int, int]]:
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
    """What can only be told of whole files: envelopes, duplicates, payments, rejects, totals, checks."""
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
    """Leave no work table and so no text of a file behind."""
    for name in ("x12_file", "x12_batch", "x12_piece", *_WORK, *_GROWN, *_FINISH):
        if name.startswith("x12_"):
            _run(cursor, f"drop table if exists temp.{name}")
    for name in _MACROS:
        _run(cursor, f"drop macro if exists temp.x12_{name}")


@cache
def _sql(name: str) -> str:
    return (HERE / f"{name}.sql").read_text(encoding="utf-8")
